namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>
/// Units of systemd as far as files tell (systemd.unit(5), "Unit File Load Path" and "[Install] Section Options"): what generators, presets and the running manager add is not known.
/// </summary>
internal sealed class UnitFiles(IOvalSystem system)
{
    private const int MaxUnits = 5000;

    private static readonly string[] Directories = ["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];

    /// <summary>Whether there is a manager at all.</summary>
    public bool HasSystemd => system.Follow("/usr/lib/systemd/systemd") is not null || system.Follow("/lib/systemd/systemd") is not null;

    /// <summary>The names of all units.</summary>
    public IEnumerable<string> Names => Directories.SelectMany(system.List).Where(file => file.Type is OvalFileType.Regular or OvalFileType.Link && file.Name.Contains('.', StringComparison.Ordinal))
        .Select(file => file.Name).Distinct(StringComparer.Ordinal).Take(MaxUnits);

    /// <summary>The file of a unit that is in force; null when there is none.</summary>
    public OvalFile? FileOf(string unit) => Directories.Select(directory => system.Find($"{directory}/{unit}")).FirstOrDefault(file => file is not null);

    /// <summary>Whether the unit was forbidden to start.</summary>
    public bool IsMasked(string unit) => FileOf(unit) is { Link: "/dev/null" } or { Type: OvalFileType.Regular, Size: 0 };

    /// <summary>Units that a unit wants or requires by links, and what these want and require.</summary>
    public IReadOnlyList<string> DependenciesOf(string unit)
    {
        var (found, pending) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>([unit]));
        while (pending.TryDequeue(out var current) && found.Count < MaxUnits)
        {
            foreach (var wanted in Directories.SelectMany(directory => system.List($"{directory}/{current}.wants").Concat(system.List($"{directory}/{current}.requires"))))
            {
                if (!IsMasked(wanted.Name) && found.Add(wanted.Name)) pending.Enqueue(wanted.Name);
            }
        }
        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether links to it enable a unit.</summary>
    public bool IsEnabled(string unit) => system.List(Directories[0]).Where(file => file.Type == OvalFileType.Directory && (file.Name.EndsWith(".wants", StringComparison.Ordinal) || file.Name.EndsWith(".requires", StringComparison.Ordinal)))
        .Any(directory => system.Find($"{Directories[0]}/{directory.Name}/{unit}") is not null);
}
