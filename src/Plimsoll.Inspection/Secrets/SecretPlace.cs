using System.Text.RegularExpressions;

namespace Plimsoll.Inspection.Secrets;

/// <summary>How a file is read by those who use it, which decides what an assignment looks like in it.</summary>
internal enum SecretSyntax
{
    /// <summary>Values stand as they are: configuration, environment, data.</summary>
    Configuration,

    /// <summary>Values are quoted; what is not is an expression.</summary>
    Code,

    /// <summary>For people, or made by programs: nothing in it is assigned.</summary>
    Text,
}

/// <summary>What the path of a file says of the secrets in it.</summary>
/// <param name="Path">The path, without leading slash.</param>
/// <param name="Syntax">How it is read.</param>
/// <param name="IsQuiet">Whether it lies among documentation, tests, examples or the libraries of others: secrets in there are seldom anybody's.</param>
internal sealed partial record SecretPlace(string Path, SecretSyntax Syntax, bool IsQuiet)
{
    private static readonly HashSet<string> Code = new(StringComparer.OrdinalIgnoreCase)
    {
        ".py", ".pyi", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".java", ".kt", ".kts", ".scala", ".groovy", ".gradle", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".cs",
        ".vb", ".fs", ".php", ".phtml", ".inc", ".rb", ".rake", ".pl", ".pm", ".t", ".pod", ".lua", ".r", ".swift", ".m", ".mm", ".dart", ".ex", ".exs", ".erl", ".hrl", ".hs", ".ml", ".clj", ".el", ".lisp",
        ".scm", ".tcl", ".vue", ".svelte", ".ps1", ".psm1", ".awk", ".jsp", ".erb", ".sql", ".vim", ".cmake", ".ac", ".am", ".m4", ".mk", ".zig", ".nim", ".jl", ".ipynb", ".proto", ".thrift", ".d", ".py3",
    };

    private static readonly HashSet<string> Text = new(StringComparer.OrdinalIgnoreCase)
    {
        ".md", ".markdown", ".rst", ".adoc", ".html", ".htm", ".xhtml", ".tex", ".texi", ".info", ".po", ".pot", ".mo", ".css", ".scss", ".less", ".map", ".svg", ".lock", ".sum", ".md5", ".md5sums", ".sha1", ".sha256", ".sha512",
        ".asc", ".sig", ".snap", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9", ".list", ".symbols", ".shlibs", ".triggers", ".templates", ".patch", ".diff", ".crt", ".cer", ".ics", ".bib", ".xsd", ".dtd", ".xsl", ".xslt",
        ".rng", ".rnc", ".desktop", ".service", ".gir", ".typelib", ".ui", ".glade", ".tmac", ".csl", ".strings", ".xlf", ".resx",
    };

    /// <summary>The place of a file.</summary>
    public static SecretPlace Of(string path) => new(path, SyntaxOf(path), Quiet().IsMatch(path));

    /// <summary>Texts of the image configuration.</summary>
    public static SecretPlace OfConfiguration { get; } = new("config", SecretSyntax.Configuration, false);

    private static SecretSyntax SyntaxOf(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        if (Generated().IsMatch(name)) return SecretSyntax.Text;
        var ending = name.LastIndexOf('.') is var dot and > 0 ? name[dot..] : [];
        if (ending.IsEmpty) return SecretSyntax.Configuration;
        if (Text.GetAlternateLookup<ReadOnlySpan<char>>().Contains(ending)) return SecretSyntax.Text;
        return Code.GetAlternateLookup<ReadOnlySpan<char>>().Contains(ending) ? SecretSyntax.Code : SecretSyntax.Configuration;
    }

    /// <summary>Lists that tools write, texts that every project has, scripts that were packed.</summary>
    [GeneratedRegex(@"(?i)^(?:package-lock\.json|npm-shrinkwrap\.json|\.package-lock\.json|yarn\.lock|pnpm-lock\.ya?ml|composer\.lock|go\.sum|cargo\.lock|gemfile\.lock|poetry\.lock|pipfile\.lock|packages\.lock\.json|project\.assets\.json|.*\.deps\.json|.*\.nuget\.cache|(?:md5|sha1|sha224|sha256|sha384|sha512|b2)sums?(?:\.txt)?|readme.*|changelog.*|changes.*|news.*|license.*|licence.*|copying.*|copyright.*|authors.*|contributors.*|todo.*|install|record|.*[.-]min\.js|.*\.bundle\.js|.*\.chunk\.js|messages.*\.properties|.*_[a-z]{2}(?:_[A-Z]{2})?\.properties)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Generated();

    [GeneratedRegex(@"(?i)(?:^|/)(?:docs?|documentation|man|info|locale|locales|i18n|l10n|tests?|testing|testdata|test-data|test_data|test-fixtures|__tests__|__mocks__|__fixtures__|specs?|fixtures?|examples?|samples?|demos?|mocks?|cookbook|tutorials?|licen[cs]es|node_modules|site-packages|dist-packages|gems|bower_components|vendor|third_party|zoneinfo|bash-completion|perl5?|python[23](?:\.\d+)?|\.m2/repository|\.cargo/registry|pkg/mod|go/src|usr/include)/|(?:^|/)(?:test_[^/]*|[^/]*[._-](?:test|tests|spec|example|sample|dist|template|tmpl|tpl|j2|erb|orig|in)(?:\.[a-z0-9]{1,5})?|(?:example|sample|demo)[._-][^/]*)$|snakeoil", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Quiet();
}
