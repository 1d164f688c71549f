using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary><c>yarn.lock</c> in the form of yarn 1, and in the YAML of later versions, which adds a <c>resolution</c> to each entry.</summary>
internal static class YarnLock
{
    private const int MaxLine = 64 << 10;

    public static void Read(FileContent file, LockReport report)
    {
        using var content = file.Open();
        using var lines = new LineReader(content, MaxLine);
        var entry = new Entry();
        while (lines.TryRead(out var bytes))
        {
            var line = ForeignText.Decode(bytes).TrimEnd();
            if (line.StartsWith("<<<<<<<", StringComparison.Ordinal)) report.Problem("it has the marks of a merge that was not finished");
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] != ' ')
            {
                if (!entry.Declare(report)) return;
                entry = new Entry { Key = line.TrimEnd(':') };
            }
            else if (line.Length > 2 && line[2] != ' ')
            {
                entry.Take(line[2..]);
            }
        }
        entry.Declare(report);
    }

    private sealed class Entry
    {
        private string? _version;
        private string? _resolution;
        private string? _resolved;
        private string? _integrity;

        public string Key { get; init; } = "";

        public void Take(string line)
        {
            var space = line.IndexOf(' ');
            if (space < 0) return;
            var (field, value) = (line[..space].TrimEnd(':'), line[(space + 1)..].Trim().Trim('"'));
            if (field == "version") _version = value;
            else if (field == "resolution") _resolution = value;
            else if (field == "resolved") _resolved = value;
            else if (field is "integrity") _integrity = value;
        }

        public bool Declare(LockReport report)
        {
            if (_version is not { Length: > 0 } version) return true;
            // The key lists every range that led here: "name@^1.0.0", "name@~1.1.0".
            var range = NpmLock.SplitAt(_resolution ?? Key.Split(", ")[0].Trim('"'));
            if (range is not var (name, rest)) return true;
            if (rest.StartsWith("workspace:", StringComparison.Ordinal) || rest.StartsWith("link:", StringComparison.Ordinal)) return true;
            // An alias names the package itself behind npm:.
            if (rest.StartsWith("npm:", StringComparison.Ordinal) && NpmLock.SplitAt(rest[4..]) is var (real, _)) name = real;
            return NpmLock.Declare(report, name, version, _integrity, _resolved);
        }
    }
}
