//! Pictures that are drawn: documents and faces of people who do not exist.
//!
//! A picture is a real PNG of four colours, some nine kilobytes, and the same bytes every time.

use std::sync::LazyLock;

use bytes::Bytes;
use identity_types::DocumentType;

use crate::file::Drawing;

const WIDTH: usize = 240;
const HEIGHT: usize = 152;
/// Four pixels a byte, after a byte that says how the row is written.
const ROW: usize = 1 + WIDTH / 4;

/// The colours: paper, ink, shade, mark.
const PALETTE: [[u8; 3]; 4] = [
    [0xf4, 0xf1, 0xe8],
    [0x2b, 0x3a, 0x55],
    [0xc4, 0xcd, 0xdb],
    [0xb8, 0x5c, 0x38],
];

/// A rectangle: left, top, right, bottom, colour.
type Patch = (usize, usize, usize, usize, u8);

/// A place for a photo, and lines for words.
const FRONT: &[Patch] = &[
    (0, 0, 240, 26, 1),
    (16, 44, 84, 132, 2),
    (36, 58, 64, 90, 1),
    (26, 96, 74, 132, 1),
    (100, 48, 220, 56, 1),
    (100, 68, 190, 76, 2),
    (100, 88, 210, 96, 2),
    (100, 108, 170, 116, 2),
    (196, 110, 224, 138, 3),
];
/// A strip, and lines that a machine reads.
const BACK: &[Patch] = &[
    (0, 14, 240, 44, 1),
    (16, 60, 130, 68, 2),
    (16, 78, 110, 86, 2),
    (16, 108, 224, 116, 1),
    (16, 124, 224, 132, 1),
];
/// A head and shoulders.
const FACE: &[Patch] = &[
    (0, 0, 240, 152, 2),
    (84, 22, 156, 100, 0),
    (98, 48, 108, 56, 1),
    (132, 48, 142, 56, 1),
    (106, 80, 134, 84, 3),
    (60, 108, 180, 152, 1),
];

/// The picture of a drawing.
pub(crate) fn png(drawing: &Drawing) -> Bytes {
    static DRAWN: LazyLock<[Bytes; 7]> = LazyLock::new(|| {
        let side = |patches, kind| draw(patches, Some(kind));
        [
            side(FRONT, 0),
            side(FRONT, 1),
            side(FRONT, 2),
            side(BACK, 0),
            side(BACK, 1),
            side(BACK, 2),
            draw(FACE, None),
        ]
    });
    let kind = |document: &DocumentType| match document {
        DocumentType::IdCard => 1,
        DocumentType::Passport => 2,
        _ => 0,
    };
    let place = match drawing {
        Drawing::Front(document) => kind(document),
        Drawing::Back(document) => 3 + kind(document),
        Drawing::Selfie => 6,
    };
    DRAWN[place].clone()
}

/// Draws the patches; kinds of documents differ by the dots in a corner.
fn draw(patches: &[Patch], kind: Option<usize>) -> Bytes {
    let mut pixels = vec![0_u8; WIDTH * HEIGHT];
    let dots = kind.map_or(0, |kind| kind + 1);
    let dots = (0..dots).map(|dot| (12 + dot * 16, 6, 22 + dot * 16, 14, 3));
    for (left, top, right, bottom, colour) in patches.iter().copied().chain(dots) {
        for row in top..bottom {
            pixels[row * WIDTH + left..row * WIDTH + right].fill(colour);
        }
    }
    let mut rows = Vec::with_capacity(ROW * HEIGHT);
    for row in pixels.chunks_exact(WIDTH) {
        rows.push(0);
        rows.extend(
            row.chunks_exact(4)
                .map(|four| four.iter().fold(0, |byte, pixel| byte << 2 | pixel)),
        );
    }
    encode(&rows)
}

/// The chunks of a PNG file.
fn encode(rows: &[u8]) -> Bytes {
    let mut head = Vec::new();
    for side in [WIDTH, HEIGHT] {
        head.extend(u32::try_from(side).unwrap_or_default().to_be_bytes());
    }
    // Two bits a pixel, by palette; the usual compression, filter and order.
    head.extend([2, 3, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &head);
    chunk(&mut png, *b"PLTE", PALETTE.as_flattened());
    chunk(&mut png, *b"IDAT", &stored(rows));
    chunk(&mut png, *b"IEND", &[]);
    png.into()
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or_default();
    png.extend(length.to_be_bytes());
    let start = png.len();
    png.extend(name);
    png.extend(data);
    let sum = crc32(&png[start..]);
    png.extend(sum.to_be_bytes());
}

/// A zlib stream of one block that is not compressed: the rows fit into it.
fn stored(rows: &[u8]) -> Vec<u8> {
    let length = u16::try_from(rows.len()).unwrap_or_default();
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(rows);
    stream.extend(adler32(rows).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            sum >> 1 ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

fn adler32(bytes: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    let (low, high) = bytes.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % PRIME;
        (low, (high + low) % PRIME)
    });
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_the_published_ones() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_picture_is_whole_and_no_two_kinds_are_the_same() {
        let selfie = png(&Drawing::Selfie);
        assert!(selfie.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(selfie.ends_with(b"IEND\xae\x42\x60\x82"));
        let passport = png(&Drawing::Front(DocumentType::Passport));
        assert_ne!(passport, png(&Drawing::Front(DocumentType::IdCard)));
        assert_ne!(passport, png(&Drawing::Back(DocumentType::Passport)));
        assert!(ROW * HEIGHT < usize::from(u16::MAX));
    }
}
