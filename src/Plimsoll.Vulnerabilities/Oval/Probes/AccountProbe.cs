using Plimsoll.Vulnerabilities.Oval.Evaluation;
using Plimsoll.Vulnerabilities.Oval.Items;

namespace Plimsoll.Vulnerabilities.Oval.Probes;

/// <summary>Accounts of <c>/etc/passwd</c> or <c>/etc/shadow</c> (unix-system-characteristics-schema, password_item and shadow_item).</summary>
/// <param name="kind">Kind of the items.</param>
/// <param name="path">The file.</param>
/// <param name="columns">Names of its fields.</param>
internal sealed class AccountProbe(string kind, string path, string[] columns) : IProbe
{
    /// <summary>passwd(5).</summary>
    public static readonly string[] Password = ["username", "password", "user_id", "group_id", "gcos", "home_dir", "login_shell"];

    /// <summary>shadow(5).</summary>
    public static readonly string[] Shadow = ["username", "password", "chg_lst", "chg_allow", "chg_req", "exp_warn", "exp_inact", "exp_date", "flag"];

    public ItemCollection Collect(ObjectQuery query)
    {
        if (query["username"] is not { } username) return ItemCollection.Error($"{query.Object.Id} names no account");
        if (query.System.Follow(path) is not { Type: OvalFileType.Regular }) return query.System.Gap is { } gap ? ItemCollection.NotCollected(gap) : ItemCollection.Empty;
        var content = query.System.Read(path);
        if (content.Text is not { } text) return ItemCollection.NotCollected($"{path}: {content.Reason}");
        return ItemCollection.Of([.. text.Split('\n').Select(line => line.Split(':')).Where(fields => fields.Length >= Password.Length && username.IsMatch(fields[0])).Take(query.Limits.MaxItems + 1).Select(ItemOf)]);
    }

    private OvalItem ItemOf(string[] fields) => new(kind,
    [
        .. columns.Select((column, i) => new ItemEntity(column, i < fields.Length ? fields[i].TrimEnd('\r') : "")),
        columns == Shadow ? new ItemEntity("encrypt_method", MethodOf(fields[1])) : ItemEntity.Unknown("last_login", "an image has no logins"),
    ]);

    /// <summary>crypt(5): the method stands between the first two signs of dollar.</summary>
    private static string? MethodOf(string password) => password switch
    {
        ['$', '1', '$', ..] => "MD5",
        ['$', '2', ..] => "Blowfish",
        ['$', 'm', 'd', '5', ..] => "Sun MD5",
        ['$', '5', '$', ..] => "SHA-256",
        ['$', '6', '$', ..] => "SHA-512",
        { Length: 13 } => "DES",
        _ => null,
    };
}
