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
internal sealed record SecretPlace(string Path, SecretSyntax Syntax, bool IsQuiet)
{
    private static readonly HashSet<string> Code = Set(
        ".py .pyi .js .mjs .cjs .ts .mts .cts .tsx .jsx .java .kt .kts .scala .groovy .gradle .go .rs .c .h .cc .cpp .cxx .hpp .hh .cs .vb .fs .php .phtml .inc .rb .rake .pl .pm .t .lua .r .swift .m .mm .dart .ex .exs "
        + ".erl .hrl .hs .ml .clj .el .lisp .scm .tcl .vue .svelte .ps1 .psm1 .awk .jsp .erb .sql .vim .cmake .ac .am .m4 .mk .zig .nim .jl .ipynb .proto .thrift .d .py3");

    private static readonly HashSet<string> Text = Set(
        ".md .markdown .rst .adoc .html .htm .xhtml .tex .texi .info .po .pot .mo .pod .css .scss .less .map .svg .lock .sum .md5 .md5sums .sha1 .sha256 .sha512 .asc .sig .snap .1 .2 .3 .4 .5 .6 .7 .8 .9 .list .symbols .shlibs "
        + ".triggers .templates .patch .diff .crt .cer .ics .bib .xsd .dtd .xsl .xslt .rng .rnc .desktop .gir .typelib .ui .glade .tmac .csl .strings .xlf .resx");

    /// <summary>Lists that tools write, and texts that every project has.</summary>
    private static readonly HashSet<string> Generated = Set(
        "package-lock.json npm-shrinkwrap.json .package-lock.json pnpm-lock.yaml pnpm-lock.yml packages.lock.json project.assets.json md5sums sha1sums sha224sums sha256sums sha384sums sha512sums b2sums sha256sums.txt "
        + "sha512sums.txt checksums.txt install record todo");

    private static readonly string[] ForPeople = ["readme", "changelog", "changes", "news", "license", "licence", "copying", "copyright", "authors", "contributors", "messages"];

    private static readonly HashSet<string> QuietDirectories = Set(
        "doc docs documentation man info locale locales i18n l10n test tests testing testdata test-data test_data test-fixtures __tests__ __mocks__ __fixtures__ spec specs fixture fixtures example examples sample samples demo "
        + "demos mock mocks cookbook tutorial tutorials licenses licences node_modules site-packages dist-packages gems bower_components vendor third_party zoneinfo bash-completion perl perl5 perl-base python2 python3");

    /// <summary>Parts of names that say that a file is to be filled in, or tries something out.</summary>
    private static readonly HashSet<string> QuietParts = Set("test tests spec example sample dist template tmpl tpl j2 erb orig in demo");

    /// <summary>The place of a file.</summary>
    public static SecretPlace Of(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        return new SecretPlace(path, SyntaxOf(name), IsAmongOthers(path) || IsToBeFilledIn(name));
    }

    /// <summary>Texts of the image configuration.</summary>
    public static SecretPlace OfConfiguration { get; } = new("config", SecretSyntax.Configuration, false);

    private static SecretSyntax SyntaxOf(ReadOnlySpan<char> name)
    {
        var ending = name.LastIndexOf('.') is var dot and > 0 ? name[dot..] : [];
        if (Has(Generated, name) || IsForPeople(name) || IsPacked(name)) return SecretSyntax.Text;
        if (ending.IsEmpty) return SecretSyntax.Configuration;
        return Has(Text, ending) ? SecretSyntax.Text : Has(Code, ending) ? SecretSyntax.Code : SecretSyntax.Configuration;
    }

    private static bool IsForPeople(ReadOnlySpan<char> name)
    {
        foreach (var start in ForPeople)
        {
            if (name.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return true;
        }
        // Translations of Java: name_de.properties, name_de_AT.properties.
        return name.EndsWith(".properties", StringComparison.OrdinalIgnoreCase) && name[..^".properties".Length].LastIndexOf('_') is var low and > 0 && name.Length - ".properties".Length - low == 3;
    }

    /// <summary>Scripts that were packed for browsers, and what .NET writes beside programs.</summary>
    private static bool IsPacked(ReadOnlySpan<char> name) =>
        name.EndsWith(".min.js", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-min.js", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".bundle.js", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".chunk.js", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".nuget.cache", StringComparison.OrdinalIgnoreCase);

    private static bool IsAmongOthers(string path)
    {
        var rest = path.AsSpan();
        while (rest.IndexOf('/') is var slash and >= 0)
        {
            var directory = rest[..slash];
            if (Has(QuietDirectories, directory) || (directory.StartsWith("python3.") && directory.Length <= 10)) return true;
            rest = rest[(slash + 1)..];
        }
        return path.Contains(".m2/repository/", StringComparison.Ordinal) || path.Contains(".cargo/registry/", StringComparison.Ordinal) || path.Contains("/pkg/mod/", StringComparison.Ordinal)
            || path.Contains("usr/include/", StringComparison.Ordinal) || path.Contains("usr/local/go/", StringComparison.Ordinal) || path.Contains("snakeoil", StringComparison.Ordinal);
    }

    /// <summary><c>test_x.py</c>, <c>x.example</c>, <c>x_test.go</c>, <c>x.spec.ts</c>, <c>sample.conf</c>: the last part but the ending, or the first, says so.</summary>
    private static bool IsToBeFilledIn(ReadOnlySpan<char> name)
    {
        if (name.IndexOfAny("._-") is var first and > 0 && name[..first] is var start && (start.SequenceEqual("test") && name[first] == '_' || start.Equals("example", StringComparison.OrdinalIgnoreCase)
            || start.Equals("sample", StringComparison.OrdinalIgnoreCase) || start.Equals("demo", StringComparison.OrdinalIgnoreCase))) return true;
        if (name.LastIndexOfAny("._-") is not (var last and >= 0)) return false;
        if (Has(QuietParts, name[(last + 1)..])) return last > 0;
        return name[..last].LastIndexOfAny("._-") is var before and >= 0 && Has(QuietParts, name[(before + 1)..last]);
    }

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.OrdinalIgnoreCase);

    private static bool Has(HashSet<string> set, ReadOnlySpan<char> word) => set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
