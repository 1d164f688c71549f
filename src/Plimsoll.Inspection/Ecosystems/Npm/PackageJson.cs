using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>What a <c>package.json</c> says (npm documentation, "package.json"). The fields are written by people: any of them may be anything.</summary>
internal sealed record PackageJson
{
    public string? Name { get; private set; }
    public string? Version { get; private set; }

    /// <summary>An SPDX expression, mostly; old packages have an object or a list of them.</summary>
    public string? Licence { get; private set; }

    public string? Repository { get; private set; }
    public string? Homepage { get; private set; }

    /// <summary>Where npm fetched it from; only old versions of npm write it.</summary>
    public string? Resolved { get; private set; }

    public string? Integrity { get; private set; }

    /// <summary>npm refuses to publish it.</summary>
    public bool IsPrivate { get; private set; }

    public static PackageJson Read(FileContent file, Action<string> problem)
    {
        var package = new PackageJson();
        JsonWalk.Read(file, problem, (ref JsonWalk json) =>
        {
            if (!json.EnterObject()) return;
            while (json.NextMember(out var name)) package.Take(name, ref json);
        });
        return package;
    }

    private void Take(string field, ref JsonWalk json)
    {
        switch (field)
        {
            case "name":
                Name = json.Text();
                break;
            case "version":
                Version = json.Text()?.Trim();
                break;
            case "license" or "licence" or "licenses" when Licence is null:
                Licence = ReadLicence(ref json);
                break;
            case "private":
                IsPrivate = json.IsTrue();
                break;
            case "repository":
                Repository = json.IsObject ? Member(ref json, "url") : json.Text();
                break;
            case "homepage":
                Homepage = json.Text();
                break;
            case "_resolved":
                Resolved = json.Text();
                break;
            case "_integrity":
                Integrity = json.Text();
                break;
            default:
                json.Skip();
                break;
        }
    }

    /// <summary>A text, <c>{"type": "MIT"}</c>, or a list of either, of which one may be chosen.</summary>
    private static string? ReadLicence(ref JsonWalk json)
    {
        if (json.IsObject) return Member(ref json, "type", "name");
        if (!json.IsArray) return json.Text();
        var licences = new List<string>();
        json.EnterArray();
        while (json.NextItem())
        {
            if ((json.IsObject ? Member(ref json, "type", "name") : json.Text()) is { Length: > 0 } licence && licences.Count < 20) licences.Add(licence);
        }
        return licences.Count == 0 ? null : licences.Count == 1 ? licences[0] : $"({string.Join(" OR ", licences)})";
    }

    private static string? Member(ref JsonWalk json, params ReadOnlySpan<string> wanted)
    {
        string? found = null;
        json.EnterObject();
        while (json.NextMember(out var name))
        {
            if (found is null && wanted.Contains(name)) found = json.Text();
            else json.Skip();
        }
        return found;
    }
}
