namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Who finds items of which kind. Tests of all other kinds are unknown, never false.</summary>
internal static class KnownProbes
{
    private static readonly Dictionary<string, IProbe> ByKind = new(StringComparer.Ordinal)
    {
        ["linux:dpkginfo"] = new PackageProbe(isRpm: false),
        ["linux:rpminfo"] = new PackageProbe(isRpm: true),
        ["linux:rpmverifyfile"] = new VerifyFileProbe(),
        ["linux:systemdunitdependency"] = new UnitDependencyProbe(),
        ["linux:systemdunitproperty"] = new UnitPropertyProbe(),
        ["independent:environmentvariable"] = new EnvironmentProbe(),
        ["independent:environmentvariable58"] = new EnvironmentProbe(),
        ["independent:family"] = new FamilyProbe(),
        ["independent:textfilecontent54"] = new TextFileProbe(),
        ["independent:variable"] = new VariableProbe(),
        ["unix:file"] = new FileProbe(),
        ["unix:password"] = new AccountProbe("unix:password", "/etc/passwd", AccountProbe.Password),
        ["unix:shadow"] = new AccountProbe("unix:shadow", "/etc/shadow", AccountProbe.Shadow),
        ["unix:symlink"] = new SymlinkProbe(),
        ["unix:uname"] = new UnameProbe(),
    };

    /// <summary>What only a running system has.</summary>
    private static readonly HashSet<string> Running = new(StringComparer.Ordinal)
    {
        "unix:sysctl", "unix:process", "unix:process58", "unix:interface", "unix:runlevel", "unix:routingtable", "unix:gconf", "linux:partition", "linux:inetlisteningservers", "linux:inetlisteningserver510",
        "linux:iflisteners", "linux:selinuxboolean", "linux:selinuxsecuritycontext", "linux:apparmorstatus", "independent:sql", "independent:sql57", "independent:ldap", "independent:ldap57",
    };

    /// <summary>The kinds that are evaluated.</summary>
    public static IReadOnlyCollection<string> Kinds => ByKind.Keys;

    /// <summary>Who finds items of a kind; null when nobody does.</summary>
    public static IProbe? Find(string kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>Why items of a kind are not looked for.</summary>
    public static string WhyNot(string kind) => Running.Contains(kind) ? $"{kind} tells of a running system, which an image is not" : $"tests of the kind {kind} are not evaluated";
}
