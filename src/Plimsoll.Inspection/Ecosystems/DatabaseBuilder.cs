using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Takes what an ecosystem reads from one file, as far as there is room.</summary>
/// <param name="room">Characters that may still be kept of the layer.</param>
internal sealed class DatabaseBuilder(long room)
{
    /// <summary>What a record costs besides its text, in characters.</summary>
    private const int Overhead = 64;

    private const int MaxProblems = 100;

    private readonly List<PackageRecord> _packages = [];
    private readonly List<string> _problems = [];
    private int _droppedProblems;

    /// <summary>Characters that were kept.</summary>
    public long Kept { get; private set; }

    /// <summary>Adds a package; false when there is no room for it.</summary>
    public bool TryAdd(PackageRecord package)
    {
        var size = Overhead + package.Name.Length + package.Version.Length + (package.Arch?.Length ?? 0) + (package.Source?.Length ?? 0) + (package.SourceVersion?.Length ?? 0);
        if (Kept + size > room)
        {
            Problem("it lists more than is kept of a layer; the rest was not read");
            return false;
        }
        Kept += size;
        _packages.Add(package);
        return true;
    }

    /// <summary>Says what could not be read.</summary>
    public void Problem(string reason)
    {
        if (_problems.Count < MaxProblems) _problems.Add(reason);
        else _droppedProblems++;
    }

    /// <summary>The database.</summary>
    public PackageDatabase Build(int file, string type) => new()
    {
        File = file,
        Type = type,
        Packages = _packages,
        Problems = _droppedProblems == 0 ? _problems : [.. _problems, $"{_droppedProblems} more problems are left out"],
    };
}
