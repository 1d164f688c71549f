using System.Xml.Linq;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Xml;

/// <summary>Takes from the criteria of a definition which packages it is about. Conditions that are no comparison of a version narrow it down where they are understood: product, architecture, module.</summary>
internal sealed class OvalCriteria(OvalVendor vendor, OvalTests tests, XElement? metadata, string file, FeedLimits limits)
{
    private readonly List<AffectedPackage> _statements = [];
    private readonly string[] _platforms = [.. metadata.Inside("platform").Select(platform => platform.Text()).OfType<string>()];
    private readonly string _patchable = metadata.Child("patchable").Text() ?? "";

    /// <summary>Reads a definition.</summary>
    /// <exception cref="FeedFormatException">It has too many packages, or one without a name.</exception>
    public IReadOnlyList<AffectedPackage> Read(XElement definition)
    {
        foreach (var criteria in definition.Children("criteria")) Walk(criteria, [], null, null);
        return [.. _statements.DistinctBy(statement => Convert.ToBase64String(AdvisoryJson.Write(statement)))];
    }

    private void Walk(XElement criteria, IReadOnlyList<string> products, string? architecture, string? module)
    {
        var isAll = criteria.Value("operator") is not "OR";
        if (isAll)
        {
            // Products and the like stand beside the packages, or in an OR of their own beside them.
            var conditions = criteria.Children("criterion").Concat(criteria.Children("criteria").Where(IsCondition).SelectMany(child => child.Inside("criterion")))
                .Where(child => tests.Find(child.Value("test_ref")) is null).Select(child => child.Value("comment") ?? "").ToArray();
            string[] installed = [.. conditions.Where(text => text.EndsWith(" is installed", StringComparison.Ordinal)).Select(text => text[..^13])];
            if (installed.Length > 0) products = installed;
            architecture = conditions.FirstOrDefault(text => text.Contains(" arch is ", StringComparison.Ordinal))?.Split(" arch is ")[^1].Trim() ?? architecture;
            module = conditions.FirstOrDefault(text => text.StartsWith("Module ", StringComparison.Ordinal) && text.EndsWith(" is enabled", StringComparison.Ordinal)) is { } enabled ? RpmModule.Label(enabled[7..^11]) : module;
        }
        var comparisons = criteria.Children("criterion").Select(child => (Comment: child.Value("comment") ?? "", Test: tests.Find(child.Value("test_ref")))).Where(pair => IsPackage(pair.Comment, pair.Test)).ToArray();
        if (isAll && comparisons.Length > 1 && comparisons.All(pair => pair.Test!.Name == comparisons[0].Test!.Name))
        {
            Add([.. comparisons.Select(pair => pair.Test!)], comparisons[0].Comment, products, architecture, module);
        }
        else
        {
            foreach (var (comment, test) in comparisons) Add([test!], comment, products, architecture, module);
        }
        foreach (var child in criteria.Children("criteria")) Walk(child, products, architecture, module);
    }

    private bool IsCondition(XElement criteria) => criteria.Inside("criterion").All(child => child.Value("comment")?.EndsWith(" is installed", StringComparison.Ordinal) == true && tests.Find(child.Value("test_ref")) is null);

    private static bool IsPackage(string comment, OvalComparison? test) => test is not null && (test.Operation.Length > 0
        || comment.EndsWith(" is affected", StringComparison.Ordinal) || comment.EndsWith(" is not affected", StringComparison.Ordinal));

    private void Add(OvalComparison[] tests, string comment, IReadOnlyList<string> products, string? architecture, string? module)
    {
        var version = Array.Find(tests, test => test.Operation.Length > 0)?.Version;
        string[] architectures = architecture is not null ? [architecture] : [.. (tests[0].Architectures ?? "").Trim('(', ')', '^', '$').Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        foreach (var place in vendor.Namespaces(vendor.Distribution == "sles" && products.Count > 0 ? products : _platforms, version, file))
        {
            if (_statements.Count >= limits.MaxAffected) throw new FeedFormatException($"The definition has more than {limits.MaxAffected} packages.");
            var statement = new AffectedPackage
            {
                Namespace = place,
                Name = PackageKey.Of(place, FeedText.Name(tests[0].Name, "name of a package", limits)).Name,
                Level = vendor.Type == "deb" ? PackageLevel.Any : PackageLevel.Binary,
                Module = module,
                Architectures = architectures,
            };
            _statements.Add(Judge(statement, tests, comment));
        }
    }

    private AffectedPackage Judge(AffectedPackage statement, OvalComparison[] tests, string comment)
    {
        // "less than 0:0-0" is how SUSE says that no version is.
        if (_patchable == "Not Applicable" || comment.EndsWith(" is not affected", StringComparison.Ordinal) || tests is [{ Operation: "less than", Version: "0:0-0" or "0" }])
            return statement with { Status = AffectedStatus.NotAffected, Ranges = [AffectedRange.All] };
        var ranges = new List<AffectedRange>();
        foreach (var test in tests)
        {
            var version = test.Operation.Length == 0 ? "" : FeedText.Version(test.Version, limits);
            switch (test.Operation)
            {
                case "less than": ranges.Add(AffectedRange.From("0", version)); break;
                case "less than or equal": ranges.Add(UpTo(version, RangeMeaning.Covered)); break;
                case "greater than": ranges.Add(UpTo(version, RangeMeaning.Unaffected)); break;
                case "greater than or equal": ranges.Add(AffectedRange.From("0", version) with { Meaning = RangeMeaning.Unaffected }); break;
                case "equals": return statement with { Versions = [version] };
            }
        }
        var isFixed = ranges.Exists(range => range is { Meaning: RangeMeaning.Covered, Events: [_, { Kind: RangeEventKind.Fixed }] });
        if (!ranges.Exists(range => range.Meaning == RangeMeaning.Covered)) ranges.Insert(0, AffectedRange.All);
        return statement with { Status = isFixed ? AffectedStatus.Fixed : AffectedStatus.Affected, VendorStatus = _patchable is "Not Yet Fixed" or "Not yet fixed" ? _patchable : null, Ranges = ranges };
    }

    private static AffectedRange UpTo(string version, RangeMeaning meaning) =>
        new() { Meaning = meaning, Events = [new(RangeEventKind.Introduced, "0"), new(RangeEventKind.LastAffected, version)] };
}
