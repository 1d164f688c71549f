using System.Xml.Linq;

namespace Plimsoll.Vulnerabilities.Feeds.Xml;

/// <summary>The tests of a document that compare the version of a package.</summary>
internal sealed class OvalTests
{
    private readonly Dictionary<string, (string Object, List<string> States)> _tests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Operation, string Version, string? Architectures)> _states = new(StringComparer.Ordinal);

    /// <summary>Reads tests, objects and states.</summary>
    public static OvalTests Read(Stream stream, FeedLimits limits)
    {
        var tests = new OvalTests();
        foreach (var element in FeedXml.Elements(stream, limits, name => name is "rpminfo_test" or "dpkginfo_test" or "rpminfo_object" or "dpkginfo_object" or "rpminfo_state" or "dpkginfo_state"))
            tests.Add(element);
        return tests;
    }

    /// <summary>What a test compares; null when it is of another kind. Without an operation it only asks whether the package is there.</summary>
    public OvalComparison? Find(string? id)
    {
        if (id is null || !_tests.TryGetValue(id, out var test) || !_names.TryGetValue(test.Object, out var name)) return null;
        if (test.States.Count == 0) return new(name, "", "", null);
        foreach (var state in test.States)
        {
            if (_states.TryGetValue(state, out var found)) return new(name, found.Operation, found.Version, found.Architectures);
        }
        return null;
    }

    private void Add(XElement element)
    {
        if (element.Value("id") is not { } id) return;
        var kind = element.Name.LocalName;
        if (kind.EndsWith("_test", StringComparison.Ordinal))
        {
            if (element.Child("object").Value("object_ref") is { } target) _tests[id] = (target, [.. element.Children("state").Select(state => state.Value("state_ref")).OfType<string>()]);
        }
        else if (kind.EndsWith("_object", StringComparison.Ordinal))
        {
            if (element.Child("name").Text() is { } name) _names[id] = name;
        }
        else if (element.Child("evr") is { } evr && evr.Text() is { } version)
        {
            // "6" is how one vendor's converter once wrote "less than".
            _states[id] = (evr.Value("operation") is { } operation and not "6" ? operation : "less than", version, element.Child("arch").Text());
        }
    }
}

/// <summary>A comparison of the version of a package.</summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Operation">Such as <c>less than</c>; empty for none.</param>
/// <param name="Version">What is compared with.</param>
/// <param name="Architectures">A pattern such as <c>(aarch64|x86_64)</c>; null for none.</param>
internal sealed record OvalComparison(string Name, string Operation, string Version, string? Architectures);
