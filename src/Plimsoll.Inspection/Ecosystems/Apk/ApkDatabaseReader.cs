using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Apk;

/// <summary>
/// Reads apk's installed database (apk-tools, src/database.c, apk_db_fdb_read): lines of a letter, a colon and a value; those of a package, then its
/// directories (<c>F</c>) with their files (<c>R</c>) and what these should be; an empty line ends a package.
/// </summary>
internal sealed class ApkDatabaseReader(Stream source, FileReport report) : IDisposable
{
    /// <summary>Longest line that is needed: a path. Lists of dependencies may be longer.</summary>
    private const int LongestLine = 16 * 1024;

    private readonly LineReader _lines = new(source, LongestLine);
    private ApkEntry _entry = new();
    private ApkFile? _file;
    private string _directory = "";

    /// <summary>Whether the package was told, which happens before the first of its files.</summary>
    private bool _isAdded;

    /// <summary>Whether the lines so far are not those of a package; its files are nobody's.</summary>
    private bool _isBroken;

    public void Read()
    {
        while (_lines.TryRead(out var line))
        {
            line = line.TrimEnd((byte)'\r');
            if (!(line.Length < 2 ? End() : Line(line))) return;
        }
        End();
    }

    public void Dispose() => _lines.Dispose();

    private bool Line(ReadOnlySpan<byte> line)
    {
        _entry.IsEmpty = false;
        if (line[1] != ':')
        {
            report.Problem("a line is no field");
            return true;
        }
        var field = (char)line[0];
        var value = line[2..];
        switch (field)
        {
            case 'F' or 'R':
                if (!Flush() || !Begin()) return false;
                if (_lines.IsCut) report.Problem("a line is too long to be a path");
                else if (field == 'F') (_directory, _file) = (ForeignText.Decode(value), new ApkFile("", IsDirectory: true));
                else _file = new ApkFile(ForeignText.Decode(value), IsDirectory: false);
                return true;
            case 'M' or 'a' when _file is not null:
                _file.Mode = ApkFile.ModeOf(value);
                return true;
            case 'Z' when _file is not null:
                if (!_file.TryDigest(value)) report.Problem("the checksum of a file is of a kind that is not known");
                return true;
            case 'f':
                // These packages were built by apk 3, and where SHA-1 was stands the start of a SHA-256.
                _entry.HasCutDigests = value.Contains((byte)'S');
                return true;
            default:
                if (_entry.Set(field, value, _lines.IsCut)) return true;
                report.Problem($"the field {field} of a package is too long to be true");
                return true;
        }
    }

    /// <summary>Ends a package.</summary>
    private bool End()
    {
        if (!Flush() || (!_entry.IsEmpty && !Begin())) return false;
        (_entry, _directory, _isAdded, _isBroken) = (new ApkEntry(), "", false, false);
        return true;
    }

    /// <summary>Tells the package, once.</summary>
    private bool Begin()
    {
        if (_isAdded || _isBroken) return true;
        if (_entry.ToRecord(out var problem) is not { } package)
        {
            report.Problem($"a package could not be read: {problem}");
            _isBroken = true;
            return true;
        }
        _isAdded = true;
        return report.TryAdd(package);
    }

    /// <summary>Tells the file whose lines have ended.</summary>
    private bool Flush()
    {
        if (_file is not { } file) return true;
        _file = null;
        if (!_isAdded) return true;
        var path = file.IsDirectory ? _directory : _directory.Length == 0 ? file.Name : $"{_directory}/{file.Name}";
        var kind = file.Kind == FileDigestKind.Sha1 && _entry.HasCutDigests ? FileDigestKind.Sha256 : file.Kind;
        var traits = file.IsDirectory ? OwnedFileTraits.None : TraitsOf(path);
        // Modes are left out where they are the usual ones.
        return report.TryOwn(path, traits, file.Mode ?? (file.IsDirectory ? 0x1ed : 0x1a4), kind, file.Digest);
    }

    /// <summary>What is in etc may be changed, but for the scripts of services (apk-tools, apk_protected_paths).</summary>
    private static OwnedFileTraits TraitsOf(string path) =>
        path.StartsWith("etc/", StringComparison.Ordinal) && !path.StartsWith("etc/init.d/", StringComparison.Ordinal) ? OwnedFileTraits.Configuration
        : path.StartsWith("usr/share/doc/", StringComparison.Ordinal) || path.StartsWith("usr/share/man/", StringComparison.Ordinal) ? OwnedFileTraits.Documentation
        : path.StartsWith("usr/share/licenses/", StringComparison.Ordinal) ? OwnedFileTraits.Licence : OwnedFileTraits.None;
}
