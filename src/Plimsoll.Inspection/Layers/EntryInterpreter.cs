using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Layers.Tar;

namespace Plimsoll.Inspection.Layers;

/// <summary>Turns tar entries into facts: what they make in the image, and what is wrong with their names.</summary>
internal sealed class EntryInterpreter(FactsCollector facts, LayerLimits limits)
{
    /// <summary>Adds an entry to the facts.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="open">Opens its content.</param>
    public void Add(TarEntry entry, Func<Stream> open)
    {
        if (TypeOf(entry.Kind) is not { } type)
        {
            facts.Missing(Shown(entry.Name), $"the type of the entry, 0x{(int)entry.Kind:x2}, is not known; it was left out");
            return;
        }
        if (entry.Name.Length > limits.MaxNameLength || entry.Link?.Length > limits.MaxNameLength)
        {
            facts.Missing(Shown(entry.Name), $"a name or link has more than {limits.MaxNameLength} bytes, and the entry was left out");
            return;
        }
        if (LayerPath.Normalize(entry.Name) is not { } path)
        {
            facts.Find(FindingKinds.PathTraversal, entry.Name, Severity.High, "the name of an entry leads out of the root or has a NUL in it; the entry was left out");
            return;
        }
        if (type == FileType.HardLink && (entry.Link is null || LayerPath.Normalize(entry.Link) is null))
        {
            facts.Find(FindingKinds.PathTraversal, entry.Name, Severity.High, $"a hard link leads out of the root, to '{Shown(entry.Link ?? "")}'; the entry was left out");
            return;
        }
        try
        {
            if (LayerPath.Interpret(path, type) is not { } meaning || LayerPath.IsOfStargz(path)) return;
            var link = meaning.Type is FileType.Symlink or FileType.HardLink ? entry.Link : null;
            var header = new FileHeader(meaning.Path, meaning.Type, entry.Mode, type == FileType.File ? entry.Size : 0, link)
            {
                UserId = entry.UserId,
                GroupId = entry.GroupId,
                Major = entry.Major,
                Minor = entry.Minor,
                Capability = entry.Capability,
            };
            facts.Add(header, entry.IsSparse ? null : open);
        }
        catch (FormatException e)
        {
            facts.Find(FindingKinds.PathTraversal, entry.Name, Severity.High, $"{e.Message}; the entry was left out");
        }
    }

    private static FileType? TypeOf(char kind) => kind switch
    {
        '0' => FileType.File,
        '1' => FileType.HardLink,
        '2' => FileType.Symlink,
        '3' => FileType.CharacterDevice,
        '4' => FileType.BlockDevice,
        '5' => FileType.Directory,
        '6' => FileType.Fifo,
        _ => null,
    };

    private static string Shown(string name) => name.Length <= 200 ? name : name[..200] + "…";
}
