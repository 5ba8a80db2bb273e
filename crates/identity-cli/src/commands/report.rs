//! `identity report …`.

use identity_types::{RetrieveVerificationReport, VerificationReportId};

use super::call::Call;
use super::{images, pages};
use crate::args::Global;
use crate::args::report::{ReportCommand, ReportGetArgs, ReportListArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

pub(super) fn run(command: &ReportCommand, global: &Global, io: &mut Io) -> Result<(), Failure> {
    match command {
        ReportCommand::Get(args) => get(args, global, io),
        ReportCommand::List(args) => list(args, global, io),
        ReportCommand::Images(args) => images::run(args, global, io),
    }
}

fn get(args: &ReportGetArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, VerificationReportId::new)?;
    let mut params = RetrieveVerificationReport::new();
    for path in settings::expand_paths(&args.expand) {
        params = params.expand(path);
    }
    params
        .validate()
        .map_err(|invalid| Usage::invalid("--expand", &invalid))?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        Ok(client
            .verification_reports()
            .retrieve_with(&id, &params)
            .await?)
    })?;
    call.conclude(io, response)
}

fn list(args: &ReportListArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let params = settings::report_list(args, io.clock.now())?;
    let extent = settings::extent(&args.page.extent)?;
    let call = Call::prepare(global, io)?;
    call.run(io, async |client, io| {
        let reports = client.verification_reports();
        pages::print(&call, io, reports.pages(params), extent, |_| true).await
    })?;
    Ok(())
}
