namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>Takes what is read of a document, as far as there is room.</summary>
internal sealed class SbomDraft(SbomLimits limits)
{
    private const int MaxProblems = 20;
    private const int MaxTools = 20;

    private readonly List<NamedPackage> _packages = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _tools = [];
    private bool _isFull;

    public SbomLimits Limits => limits;

    /// <summary><c>SPDX</c> or <c>CycloneDX</c>.</summary>
    public string? Format { get; set; }

    public string? Version { get; set; }

    public string? Name { get; set; }

    public void AddTool(string? tool)
    {
        if (tool is { Length: > 0 } && _tools.Count < MaxTools) _tools.Add(tool);
    }

    /// <summary>Adds a package; one without a name is none.</summary>
    public void Add(string? name, string? version, string? purl, string? kind, string? licence)
    {
        if (string.IsNullOrWhiteSpace(name)) return;
        if (_packages.Count < limits.MaxPackages)
        {
            _packages.Add(new NamedPackage(name, Said(version), Said(purl), kind?.ToLowerInvariant(), Said(licence)));
            return;
        }
        if (!_isFull) Problem($"it names more than {limits.MaxPackages} packages; the rest was not read");
        _isFull = true;
    }

    public void Problem(string reason)
    {
        if (_problems.Count < MaxProblems && !_problems.Contains(reason)) _problems.Add(reason);
    }

    /// <summary>The document; null when nothing said that it is one.</summary>
    public SbomDocument? ToDocument() => Format is null && _packages.Count == 0 ? null : new SbomDocument
    {
        Format = Format,
        Version = Version,
        Name = Name,
        Tools = _tools,
        Packages = _packages,
        Problems = _problems,
    };

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) || text is "NOASSERTION" or "NONE" ? null : text.Trim();
}
