namespace Plimsoll.Storage.Metadata.Rows;

/// <summary>Columns of accounts, groups, their members, and grants.</summary>
internal static class DirectoryColumns
{
    public const string OfPrincipal = "id, kind, name, description, epoch, paths, disabled, created_at, created_by";

    public const string OfGrant = "id, subject, role, path, created_at, created_by";

    public static PrincipalRecord MapPrincipal<TRow>(TRow row) where TRow : struct, IRow, allows ref struct => new()
    {
        Id = row.GetInt64(0),
        Kind = row.GetString(1) == "robot" ? PrincipalKind.Robot : PrincipalKind.User,
        Name = row.GetString(2),
        Description = row.GetString(3),
        Epoch = row.GetInt64(4),
        Paths = TextList.Split(row.GetStringOrNull(5)),
        Disabled = row.GetBoolean(6),
        CreatedAt = row.GetTime(7),
        CreatedBy = row.GetString(8),
    };

    public static GrantRecord MapGrant<TRow>(TRow row) where TRow : struct, IRow, allows ref struct =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetTime(4), row.GetString(5));

    /// <summary>Groups with their members, in order of name.</summary>
    public static IReadOnlyList<GroupRecord> Groups(IEnumerable<(string Name, string Description)> groups, IEnumerable<(string Group, long Member)> members)
    {
        var byGroup = members.ToLookup(m => m.Group, m => m.Member, StringComparer.Ordinal);
        return [.. groups.Select(g => new GroupRecord(g.Name, g.Description, [.. byGroup[g.Name]]))];
    }
}
