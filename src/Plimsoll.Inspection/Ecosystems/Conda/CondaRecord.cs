using System.Buffers;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Conda;

/// <summary>A file of <c>conda-meta</c>.</summary>
internal sealed class CondaRecord
{
    private const int MaxFiles = 1_000_000;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private List<string> _listed = [];

    /// <summary>The files of the package, counted from the environment; those that conda rewrote while installing have the digest of the result, or none.</summary>
    public List<(string Path, byte[] Sha256)> Files { get; private set; } = [];

    public static CondaRecord Read(FileContent file, Action<string> problem)
    {
        var record = new CondaRecord();
        JsonWalk.Read(file, problem, (ref JsonWalk json) =>
        {
            if (!json.EnterObject()) return;
            while (json.NextMember(out var name)) record.Take(name, ref json);
        });
        if (record.Files.Count == 0) record.Files = record._listed.ConvertAll(path => (path, Array.Empty<byte>()));
        return record;
    }

    /// <summary>A field that is text.</summary>
    public string? Text(string name) => _texts.GetValueOrDefault(name);

    private void Take(string name, ref JsonWalk json)
    {
        switch (name)
        {
            case "name" or "version" or "build" or "channel" or "subdir" or "license" or "md5" or "sha256" or "url" or "fn":
                if (json.Text() is { Length: > 0 } text) _texts[name] = text;
                break;
            case "paths_data":
                if (!json.EnterObject()) break;
                while (json.NextMember(out var inner))
                {
                    if (inner == "paths" && json.EnterArray()) ReadPaths(ref json);
                    else if (inner != "paths") json.Skip();
                }
                break;
            case "files" when json.EnterArray():
                _listed = [];
                while (json.NextItem())
                {
                    if (json.Text() is { } path && _listed.Count < MaxFiles) _listed.Add(path);
                }
                break;
            default:
                json.Skip();
                break;
        }
    }

    private void ReadPaths(ref JsonWalk json)
    {
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            var (path, shipped, installed, isRewritten) = ((string?)null, (string?)null, (string?)null, false);
            while (json.NextMember(out var field))
            {
                if (field == "_path") path = json.Text();
                else if (field == "sha256") shipped = json.Text();
                else if (field == "sha256_in_prefix") installed = json.Text();
                else json.Skip();
                isRewritten |= field == "prefix_placeholder";
            }
            if (path is { Length: > 0 } && Files.Count < MaxFiles) Files.Add((path, Hash(installed ?? (isRewritten ? null : shipped))));
        }
    }

    private static byte[] Hash(string? hex)
    {
        var hash = new byte[32];
        return hex is { Length: 64 } && Convert.FromHexString(hex, hash, out _, out _) == OperationStatus.Done ? hash : [];
    }
}
