using System.CommandLine;
using Plimsoll.Cli.Versions;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll versions</c>: what the versions of a package manager mean, as everything else here takes them.</summary>
internal static class VersionsCommand
{
    public static Command Create() => new("versions", "Compare versions, as the package manager does that they are of.") { Compare(), Valid(), Satisfies() };

    private static Command Compare()
    {
        var type = Type();
        var operands = new Argument<string[]>("VERSIONS") { Description = "LEFT and RIGHT; without them, lines of CSV with both are read from standard input", Arity = new ArgumentArity(0, 2) };
        var command = new Command("compare", "Print <, = or >; ? where one of the versions is none.\n\nExamples:\n  plimsoll versions compare deb 1.0~rc1 1.0\n  plimsoll versions compare npm < pairs.csv") { type, operands };
        command.SetAction((parsed, cancellationToken) =>
        {
            var scheme = Scheme(parsed.GetValue(type)!);
            return parsed.GetValue(operands) switch
            {
                [] => VersionLines.AnswerAsync(parsed, line => CsvPair.TryRead(line, out var left, out var right) ? Sign(scheme, left, right) : VersionLines.Unknown, cancellationToken),
                [var left, var right] => VersionLines.PrintAsync(parsed, Sign(scheme, left, right), cancellationToken),
                _ => throw new FormatException("there is only one version to compare; give LEFT and RIGHT, or none and lines of both on standard input"),
            };
        });
        return command;
    }

    private static Command Valid()
    {
        var type = Type();
        var command = new Command("valid", "Read a version a line from standard input, print true or false for each.\n\nExamples:\n  echo 1.0.0-rc.1 | plimsoll versions valid npm") { type };
        command.SetAction((parsed, cancellationToken) =>
        {
            var scheme = Scheme(parsed.GetValue(type)!);
            return VersionLines.AnswerAsync(parsed, line => scheme.IsValid(line) ? "true" : "false", cancellationToken);
        });
        return command;
    }

    private static Command Satisfies()
    {
        var type = Type();
        var prereleases = new Option<bool>("--include-prereleases") { Description = "Take all versions by their order alone, as advisories mean it, also where the package manager leaves prereleases out (npm)" };
        var command = new Command("satisfies", "Read lines of a range, a tab and a version from standard input, print true or false for each; ? where one of them cannot be read.\n\nExamples:\n  printf '^1.2\\t1.9.0\\n' | plimsoll versions satisfies npm") { type, prereleases };
        command.SetAction((parsed, cancellationToken) =>
        {
            var scheme = Scheme(parsed.GetValue(type)!);
            var include = parsed.GetValue(prereleases);
            return VersionLines.AnswerAsync(parsed, line => line.IndexOf('\t') is var tab and >= 0 ? Answer(scheme.Satisfies(line.AsSpan(0, tab), line.AsSpan(tab + 1), include)) : VersionLines.Unknown, cancellationToken);
        });
        return command;
    }

    private static Argument<string> Type() => new("TYPE") { Description = "Type of package URL: " + string.Join(", ", VersionSchemes.Types) };

    private static VersionScheme Scheme(string type) =>
        VersionSchemes.For(type) ?? throw new FormatException($"the order of versions of type '{type}' is not known; known are {string.Join(", ", VersionSchemes.Types)}");

    private static string Sign(VersionScheme scheme, string left, string right) =>
        !scheme.TryCompare(left, right, out var order) ? VersionLines.Unknown : order switch { < 0 => "<", 0 => "=", _ => ">" };

    private static string Answer(RangeAnswer answer) => answer switch { RangeAnswer.Yes => "true", RangeAnswer.No => "false", _ => VersionLines.Unknown };
}
