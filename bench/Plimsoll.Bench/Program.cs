using System.Net;
using System.Runtime.InteropServices;
using Plimsoll.Bench;
using Plimsoll.Bench.Content;
using Plimsoll.Bench.Exposure;
using Plimsoll.Bench.Million;
using Plimsoll.Bench.Opening;
using Plimsoll.Bench.Oval;
using Plimsoll.Bench.Reporting;
using Plimsoll.Bench.Servers;
using Plimsoll.Bench.Soak;
using Plimsoll.Bench.Trust;
using Plimsoll.Bench.Versions;
using Plimsoll.Bench.Workloads;

switch (args)
{
    case ["kestrel", var address, var bytes]:
        await KestrelServer.RunAsync(IPEndPoint.Parse(address), int.Parse(bytes));
        return 0;
    case [VersionsRun.Verb]:
        return VersionsRun.Run(Console.Out);
    case [Replica.Verb, var grace, var pace, var data, var url]:
        await Replica.RunAsync(grace, pace, data, url);
        return 0;
}

if (args is [OvalRun.Verb, .. var ovalSizes]) return OvalRun.Run(ovalSizes);
if (args is [TrustRun.Verb, var trustProgram, var trustFolder]) return await TrustRun.RunAsync(trustProgram, trustFolder);

try
{
    if (args is [SoakRun.Verb, .. var wishes])
    {
        var wish = SoakOptions.Parse(wishes);
        if (wish.WantsHelp)
        {
            Console.Write(SoakOptions.Help);
            return 0;
        }

        using var place = new Workspace(wish.Folder);
        return await new SoakRun(wish, place).RunAsync();
    }

    if (args is [OpeningRun.Verb, .. var opening])
    {
        var opened = OpeningOptions.Parse(opening);
        if (opened.WantsHelp)
        {
            Console.Write(OpeningOptions.Help);
            return 0;
        }

        using var place = new Workspace(opened.Folder);
        return await new OpeningRun(opened, place).RunAsync();
    }

    if (args is [MillionRun.Verb, .. var sizes])
    {
        var size = MillionOptions.Parse(sizes);
        if (size.WantsHelp)
        {
            Console.Write(MillionOptions.Help);
            return 0;
        }

        using var place = new Workspace(size.Folder) { Keep = size.Keep };
        return await new MillionRun(size, place).RunAsync();
    }

    if (args is [ExposureRun.Verb, .. var scope])
    {
        var extent = ExposureOptions.Parse(scope);
        if (extent.WantsHelp)
        {
            Console.Write(ExposureOptions.Help);
            return 0;
        }

        using var place = new Workspace(extent.Folder);
        return await new ExposureRun(extent, place).RunAsync();
    }

    var options = Options.Parse(args);
    if (options.WantsHelp)
    {
        using var nowhere = new Workspace(options.Folder);
        Console.WriteLine(Options.Help);
        foreach (var workload in WorkloadList.All(new Material(options.Scale, new BlobFactory(options.Archives), nowhere), nowhere)) Console.WriteLine($"  {workload.Name,-22} {workload.Summary}");
        return 0;
    }

    int status = RunOnce(options, appends: false);
    return status == 0 && options.EndsClustered ? RunOnce(options.ForCluster(), appends: true) : status;
}
catch (BenchException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

// A run and its report; the servers of one do not run beside those of the next.
static int RunOnce(Options options, bool appends)
{
    using var workspace = new Workspace(options.Folder);
    using var run = new Run(options, workspace, new Material(options.Scale, new BlobFactory(options.Archives), workspace));
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, run.Stop);
    using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, run.Stop);
    var report = new Report(run, Machine.Describe());
    Console.Write(report.Heading);
    run.Execute(sample => Console.WriteLine(RunTable.Row(sample)));
    report.Write(appends);
    if (run.Failed || run.IsPartial) return 1;
    return options.Strict && report.Bars.Any(bar => bar.Passes == false) ? 3 : 0;
}
