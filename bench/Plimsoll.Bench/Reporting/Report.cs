using System.Globalization;
using System.Text;
using System.Text.Json;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Reporting;

/// <summary>The tables at the end, for the terminal and, when asked for, as Markdown and JSON.</summary>
internal sealed class Report(Run run, string machine)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Figures _figures = new(run);

    /// <summary>The bars of the workloads that were asked for.</summary>
    public IReadOnlyList<Bar> Bars => [.. Bar.All(_figures).Where(bar => bar.Workload == Bar.AllWorkloads || run.Workloads.Any(workload => workload.Name == bar.Workload))];

    public string Heading =>
        $"{machine}\n{run.Scale.Rounds} rounds ({run.Scale.HeavyRounds} of the large ones), layers of {(run.Options.Archives ? "gzipped tars" : "random bytes")}; {Engine}; "
        + $"server, client and other are shares of one CPU\n\n{RunTable.Head}\n";

    /// <param name="appends">Adds the tables behind those of the run before, and keeps its runs apart.</param>
    public void Write(bool appends)
    {
        string notes = Notes();
        Console.WriteLine();
        foreach (var table in Tables()) Console.WriteLine(table.ToText());
        Console.Write(notes);
        string page = $"{machine}; {Engine}\n\n{string.Concat(Tables().Select(table => table.ToMarkdown()))}{notes}";
        if (run.Options.Markdown is { } markdown && appends) File.AppendAllText(markdown, "\n## On PostgreSQL and S3\n\n" + page);
        else if (run.Options.Markdown is { } file) File.WriteAllText(file, page);
        if (run.Options.Json is { } json) File.WriteAllText(appends ? Path.ChangeExtension(json, ".cluster.json") : json, JsonSerializer.Serialize(new { machine, versions = Versions(), run.IsPartial, run.Skipped, run.Samples, Bars }, Json));
    }

    private string Engine =>
        (run.Options.Clustered ? "measured on PostgreSQL and S3, whose CPU counts with the server's" : "measured on SQLite and files") + (run.Options.PeerOnS3 ? ", docker-registry on S3" : ", docker-registry on files");

    private Table[] Tables() => [MedianTable.Of(run, _figures), RatioTable.Of(run, _figures), BarTable()];

    private Table BarTable()
    {
        var table = new Table("The bars", "workload", "bar", "bound", "measured", "");
        foreach (var bar in Bars)
        {
            table.Add(bar.Workload, bar.Promise, bar.Bound, Table.Number(bar.Measured), bar.Passes switch { true => "PASS", false => "FAIL", null => "not measured" });
        }

        return table;
    }

    private IEnumerable<string> Versions() => run.Targets.Values.Select(target => $"{target.Label}: {target.Version}");

    private string Notes()
    {
        var text = new StringBuilder("Notes\n\n");
        void Note(string note) => text.Append("- ").Append(note).Append('\n');
        foreach (string version in Versions()) Note(version);
        foreach (string note in Bars.Where(bar => bar.Passes is not null).Select(bar => bar.Note).Where(note => note.Length > 0).Distinct()) Note(note);
        foreach (var (workload, reason) in run.Skipped) Note($"{workload} was left out: {reason}");
        double[] noise = [.. run.Workloads.SelectMany(workload => _figures.Pairs(workload.Name, Role.Twin, Role.Subject, sample => sample.Rate))];
        double[] cpu = [.. run.Workloads.SelectMany(workload => _figures.Pairs(workload.Name, Role.Twin, Role.Subject, sample => sample.CpuPerOperation))];
        if (noise.Length > 0) Note($"noise, from two copies of the measured program: rate {Spread(noise)}, server CPU per operation {Spread(cpu)}");
        if (run.Samples.Count > 0) Note(FormattableString.Invariant($"CPU that others used: median {Sample.Median(run.Samples.Select(Other)):P0} of one CPU, most {run.Samples.Max(Other):P0}"));
        if (run.IsPartial) Note("PARTIAL: the run was ended before all rounds were done");
        Note(FormattableString.Invariant($"the run took {run.Seconds / 60:0.0} minutes"));
        return text.ToString();
    }

    private static double Other(Sample sample) => sample.OtherCpu / sample.Seconds;

    private static string Spread(double[] pairs) =>
        pairs.Length == 0 ? "not measured" : string.Create(CultureInfo.InvariantCulture, $"median {Sample.Median(pairs):0.00} [{pairs.Min():0.00} to {pairs.Max():0.00}] in {pairs.Length} pairs");
}
