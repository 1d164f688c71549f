namespace Plimsoll.Server.Auth.Rights;

/// <summary>A set of permissions.</summary>
internal readonly record struct PermissionSet(int Bits)
{
    private static readonly string[] Names = ["pull", "push", "delete", "manage", "audit", "administer", "monitor"];

    public static PermissionSet None => default;

    public static PermissionSet All { get; } = Of(Enum.GetValues<Permission>());

    public static PermissionSet Of(params ReadOnlySpan<Permission> permissions)
    {
        var bits = 0;
        foreach (var permission in permissions) bits |= 1 << (int)permission;
        return new PermissionSet(bits);
    }

    /// <summary>Reads a list of names, such as <c>pull</c>; false when one is unknown.</summary>
    public static bool TryParse(IEnumerable<string> names, out PermissionSet set)
    {
        set = default;
        foreach (var name in names)
        {
            var index = Array.IndexOf(Names, name);
            if (index < 0) return false;
            set |= new PermissionSet(1 << index);
        }
        return true;
    }

    public bool Has(Permission permission) => (Bits & (1 << (int)permission)) != 0;

    public bool Contains(PermissionSet other) => (Bits & other.Bits) == other.Bits;

    /// <summary>The names, in the order of the enumeration.</summary>
    public IEnumerable<string> ToNames()
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (Has((Permission)i)) yield return Names[i];
        }
    }

    public static PermissionSet operator |(PermissionSet left, PermissionSet right) => new(left.Bits | right.Bits);

    public static PermissionSet operator &(PermissionSet left, PermissionSet right) => new(left.Bits & right.Bits);
}
