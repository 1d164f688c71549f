namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>Values from outside for the external variables of a document: from OVAL's own file of variables, or the values of an XCCDF benchmark.</summary>
public sealed class OvalVariables
{
    /// <summary>Characters of all values together.</summary>
    internal const int MaxCharacters = 16 << 20;

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _values;

    /// <summary>Values by the id of the variable.</summary>
    public OvalVariables(IReadOnlyDictionary<string, IReadOnlyList<string>> values) => _values = values;

    /// <summary>No values.</summary>
    public static OvalVariables None { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>How many variables have values.</summary>
    public int Count => _values.Count;

    /// <summary>The values of a variable; null without any.</summary>
    public IReadOnlyList<string>? Find(string id) => _values.GetValueOrDefault(id);

    /// <summary>Reads values: from <c>oval_variables</c>, or from the <c>Value</c>s of an XCCDF <c>Benchmark</c> that its rules export, without selectors and profiles.</summary>
    /// <param name="content">The XML, plain or compressed by gzip; not disposed.</param>
    /// <param name="limits">What it may cost; null for the defaults.</param>
    /// <exception cref="InvalidDataException">It is neither, or goes beyond a limit.</exception>
    public static OvalVariables Read(Stream content, OvalLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var reader = new Documents.VariableReader(content, limits ?? OvalLimits.Default);
        return new OvalVariables(reader.Read());
    }
}
