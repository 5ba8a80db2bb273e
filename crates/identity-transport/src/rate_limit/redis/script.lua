-- GCRA on the server's clock. All times are microseconds.
-- ARGV: the share of time that the request takes, that of the burst, the patience (below 0: endless).
-- Answers {1, wait} when taken, {0, wait} when the wait is longer than the patience.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local share, burst, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local taken = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + share
local wait = math.max(taken - burst - now, 0)
if patience >= 0 and wait >= patience then
  return {0, math.ceil(wait)}
end
redis.call('SET', KEYS[1], string.format('%.3f', taken), 'PX', math.ceil((taken - now) / 1000) + 1000)
return {1, math.ceil(wait)}
