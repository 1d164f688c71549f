using Plimsoll.Vulnerabilities.Oval.Documents;

namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>Definitions and all they refer to, ready to be evaluated any number of times by any number of threads.</summary>
public sealed class OvalDocument
{
    internal OvalDocument() { }

    /// <summary>The ids of the definitions, in the order of the document.</summary>
    public IReadOnlyCollection<string> Ids => Definitions.Keys;

    /// <summary>What could not be understood, one sentence each; what needs it is an error.</summary>
    public IReadOnlyList<string> Problems => ProblemList;

    internal OrderedDictionary<string, OvalDefinition> Definitions { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, OvalTest> Tests { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, OvalObject> Objects { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, OvalState> States { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, OvalVariable> Variables { get; } = new(StringComparer.Ordinal);
    internal List<string> ProblemList { get; } = [];

    /// <summary>Whether there is a definition with this id.</summary>
    public bool Has(string id) => Definitions.ContainsKey(id);

    /// <summary>The title of a definition; null without one.</summary>
    public string? TitleOf(string id) => Definitions.GetValueOrDefault(id)?.Title;

    /// <summary>What a definition is for, such as <c>patch</c> or <c>compliance</c>.</summary>
    public string ClassOf(string id) => Definitions.GetValueOrDefault(id)?.Class ?? "";

    /// <summary>
    /// Whether what becomes of a definition depends on nothing but the set of packages of dpkg and rpm: then it is the same for every image that has that set, and can be kept by the digest of it.
    /// </summary>
    public bool DependsOnPackagesOnly(string id) => new PackageDependence(this).Of(id);
}
