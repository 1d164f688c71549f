using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Erlang;

/// <summary>
/// Applications of Erlang and Elixir, by <c>ebin/NAME.app</c> (Erlang/OTP, app(4)). Those that come with Erlang or Elixir are of the type otp, others
/// are packages of Hex.
/// </summary>
internal sealed partial class ErlangCataloguer : ICataloguer
{
    /// <summary>What the distributions of Erlang/OTP and Elixir consist of.</summary>
    private static readonly HashSet<string> Distribution = new(StringComparer.Ordinal)
    {
        "asn1", "common_test", "compiler", "crypto", "debugger", "dialyzer", "diameter", "edoc", "eldap", "erl_docgen", "erl_interface", "erts", "et", "eunit", "ftp", "inets", "jinterface",
        "kernel", "megaco", "mnesia", "observer", "odbc", "os_mon", "parsetools", "public_key", "reltool", "runtime_tools", "sasl", "snmp", "ssh", "ssl", "stdlib", "syntax_tools", "tftp",
        "tools", "wx", "xmerl", "eex", "elixir", "ex_unit", "iex", "logger", "mix",
    };

    public string Name => "erlang";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".app")];

    public bool Accepts(string path) => RelativePath.NameOf(RelativePath.DirectoryOf(path)) == "ebin";

    public void Read(FileContent file, FileReport report)
    {
        var text = Comment().Replace(TextFile.Start(file), "");
        var (name, version) = (Application().Match(text), VersionTerm().Match(text));
        if (!name.Success || !version.Success)
        {
            report.Problem("it names no application with a version");
            return;
        }
        var application = name.Groups[1].Value;
        report.TryAdd(new PackageRecord { Type = Distribution.Contains(application) ? "otp" : "hex", Name = application, Version = version.Groups[1].Value }, null);
    }

    public void Claim(InstalledPackage package, ImageView image, Ownership owners) => owners.ClaimTree(package, RelativePath.DirectoryOf(RelativePath.DirectoryOf(package.Location)));

    [GeneratedRegex("^%.*$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\{\s*application\s*,\s*'?([a-zA-Z0-9_@]+)'?\s*,", RegexOptions.NonBacktracking)]
    private static partial Regex Application();

    [GeneratedRegex("""\{\s*vsn\s*,\s*"([^"\n]+)"\s*\}""", RegexOptions.NonBacktracking)]
    private static partial Regex VersionTerm();
}
