using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Archives;

/// <summary>
/// Looks into a zip archive (jar, wheel, egg) and the archives in it. Only entries that somebody wants are unpacked; every byte counts against one
/// budget, so that no nesting of bombs costs more than one archive may.
/// </summary>
/// <param name="limits">What it may cost.</param>
/// <param name="problem">Told what was not read.</param>
internal sealed class NestedArchive(ArchiveLimits limits, Action<string> problem)
{
    private int _entries;
    private long _bytes;
    private bool _isSpent;

    /// <summary>Looks into an archive.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="isArchive">Whether an entry is an archive to look into, by its path.</param>
    /// <param name="wants">Whether an entry is wanted, by its path.</param>
    /// <param name="visit">Takes each entry that is wanted, and after those of an archive the archive itself with null for its content.</param>
    public void Walk(FileContent file, Func<string, bool> isArchive, Func<string, bool> wants, Action<ArchivePlace, FileContent?> visit) =>
        Walk(file, new ArchivePlace("", ""), 0, isArchive, wants, visit);

    private void Walk(FileContent file, ArchivePlace place, int depth, Func<string, bool> isArchive, Func<string, bool> wants, Action<ArchivePlace, FileContent?> visit)
    {
        try
        {
            using var archive = file.Open();
            var zip = ZipEntryReader.Open(archive);
            if (zip.TrailingBytes > 0) problem($"{zip.TrailingBytes} bytes follow the end of {(place.Archive.Length == 0 ? "the archive" : $"'{place.Archive}'")}, which may have been cut off");
            foreach (var entry in zip.Entries())
            {
                if (_isSpent) break;
                if (++_entries > limits.MaxEntries)
                {
                    Spend($"the archive has more than {limits.MaxEntries} entries; the rest was not read");
                    break;
                }
                var (isInner, isWanted) = (isArchive(entry.Name), wants(entry.Name));
                if (!isInner && !isWanted) continue;
                var inner = place.Archive.Length == 0 ? entry.Name : $"{place.Archive}!/{entry.Name}";
                if (isInner && depth + 1 >= limits.MaxDepth) problem($"'{inner}' is an archive more than {limits.MaxDepth} deep and was not read");
                else Open(zip, entry, inner, content => Visit(content, place, entry, inner, depth, isInner, isWanted, isArchive, wants, visit));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            problem(place.Archive.Length == 0 ? $"the archive is damaged: {e.Message}" : $"'{place.Archive}' is damaged: {e.Message}");
        }
        visit(place with { Entry = "" }, null);
    }

    private void Visit(
        FileContent content, ArchivePlace place, ZipEntry entry, string inner, int depth, bool isInner, bool isWanted,
        Func<string, bool> isArchive, Func<string, bool> wants, Action<ArchivePlace, FileContent?> visit)
    {
        if (isWanted) visit(place with { Entry = entry.Name }, content);
        if (isInner) Walk(content, new ArchivePlace(inner, ""), depth + 1, isArchive, wants, visit);
    }

    /// <summary>Unpacks an entry: a small one into memory, a large one into a temporary file.</summary>
    private void Open(ZipEntryReader zip, ZipEntry entry, string inner, Action<FileContent> use)
    {
        using var spool = new ContentSpool();
        spool.Begin(Math.Min(entry.Size, limits.MaxEntryBytes));
        try
        {
            using var content = zip.OpenEntry(entry);
            var buffer = new byte[32 << 10];
            for (long size = 0; content.Read(buffer) is var read and > 0;)
            {
                (size, _bytes) = (size + read, _bytes + read);
                if (_bytes > limits.MaxBytes)
                {
                    Spend($"what is in the archive has more than {limits.MaxBytes} bytes unpacked; the rest was not read");
                    return;
                }
                if (size > limits.MaxEntryBytes)
                {
                    problem($"'{inner}' has more than {limits.MaxEntryBytes} bytes and was not read");
                    return;
                }
                spool.Add(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            problem($"'{inner}' could not be read: {e.Message}");
            return;
        }
        use(spool.Content(new FileHeader(inner, FileType.File, 0, entry.Size)));
    }

    private void Spend(string reason)
    {
        _isSpent = true;
        problem(reason);
    }
}

/// <summary>Where an entry is.</summary>
/// <param name="Archive">Path of the archive that it is in, from the outermost one, <c>!/</c> between two; empty for the outermost.</param>
/// <param name="Entry">Path in that archive; empty for the archive itself.</param>
internal sealed record ArchivePlace(string Archive, string Entry);
