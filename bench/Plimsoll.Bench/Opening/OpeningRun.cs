using Plimsoll.Bench.Million;
using Plimsoll.Bench.Reporting;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Opening;

/// <summary>Measures how images are opened: against a scanner, against what cannot be done without, and behind pushes.</summary>
internal sealed class OpeningRun(OpeningOptions options, Workspace workspace)
{
    /// <summary>The first argument that makes this program run it.</summary>
    public const string Verb = "inspect";

    private readonly List<Figure> _bars = [];
    private readonly List<Table> _tables = [];

    /// <summary>Exit status: 0, or 3 when a bar is missed and that was to be told.</summary>
    public async Task<int> RunAsync()
    {
        string machine = Machine.Describe();
        Console.WriteLine(machine);
        var images = LayoutImage.AllIn(options.Images ?? throw new BenchException("--images DIR is missing: a folder with OCI layouts."));
        ProgramMeasures? programs = null;
        if (options.Parts.Contains("programs"))
        {
            if (options.Peer is null) throw new BenchException("--peer PROGRAM is missing; --help says where it is to be had. --only floor,server does without.");
            programs = new ProgramMeasures(options, workspace, images);
            Take(programs.Run());
        }

        if (options.Parts.Contains("floor")) Take(await new FloorMeasures(options, images, programs?.CpuSeconds).RunAsync());
        if (options.Parts.Contains("server"))
        {
            using var server = PlimsollServer.Start(Role.Subject, workspace, options.Server);
            using var measures = new ServerMeasures(options, server, images);
            Take(measures.Run());
        }

        var bars = new Table("The bars", "what", "bar", "measured", "more", "");
        foreach (var figure in _bars) bars.Add(figure.What, figure.Bar, figure.Measured, figure.More, figure.Verdict);
        Console.WriteLine(bars.ToText());
        if (options.Markdown is { } file) await File.WriteAllTextAsync(file, $"{machine}\n\n" + string.Concat(_tables.Append(bars).Select(table => table.ToMarkdown())));
        return options.Strict && _bars.Exists(bar => bar.Passes == false) ? 3 : 0;
    }

    private void Take((Table Table, IReadOnlyList<Figure> Bars) part)
    {
        Console.WriteLine(part.Table.ToText());
        _tables.Add(part.Table);
        _bars.AddRange(part.Bars);
    }
}
