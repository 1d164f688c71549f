using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Php;

/// <summary><c>composer.lock</c>.</summary>
internal static class ComposerLock
{
    public static void Read(FileContent file, LockReport report) => JsonWalk.Read(file, report.Problem, (ref JsonWalk json) =>
    {
        if (!json.EnterObject()) return;
        while (json.NextMember(out var name))
        {
            if (name is not ("packages" or "packages-dev"))
            {
                json.Skip();
                continue;
            }
            foreach (var package in ComposerPackage.ReadList(ref json))
            {
                if (package.ToRecord() is var (record, vendor, shortName) && !report.TryAdd(record, vendor, shortName)) return;
            }
        }
    });
}
