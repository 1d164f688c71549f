using System.Globalization;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Api.Rules;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Server.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Rules;

/// <summary>The rules that the caller may see.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="MayLock">May the caller make binding ones, and remove them?</param>
/// <param name="Outcome">What the last form came to.</param>
internal sealed record RulesModel(IReadOnlyList<RuleRecord> Rules, bool MayLock, Outcome Outcome);

/// <summary><c>/rules</c>: for owners inside their paths and for administrators.</summary>
internal sealed class RuleAdministration(PathRules rules) : IAccountPage
{
    private const string Page = "/rules";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapAccountPage<RuleAdministration>(Page);

    public async Task<IResult> ShowAsync(HttpContext http, Outcome outcome, int status) =>
        new PageResult<RulesPage, RulesModel>(new RulesModel([.. await rules.VisibleAsync(http)], http.Caller().May(Permission.Administer), outcome), status);

    public async Task<ShownSecret?> ChangeAsync(HttpContext http)
    {
        switch (http.Field("do"))
        {
            case "add":
                var wish = WishOf(http);
                await rules.AddAsync(http, wish.Path, wish.Locked == true, wish.ToTerms());
                return null;
            case "remove" when long.TryParse(http.Field("name"), out var id):
                await rules.RemoveAsync(http, id);
                return null;
            default:
                throw AccountForm.Unknown();
        }
    }

    private static RuleWish WishOf(HttpContext http) => new(
        http.Field("kind"), http.Field("path"), http.Field("locked") == "on", http.Patterns("tags"), http.Patterns("except"), (int?)Number(http, "keepLast"), (int?)Number(http, "keepVersions"),
        http.Optional("versionsPer"), (int?)Number(http, "pulledWithinDays"), (int?)Number(http, "pushedWithinDays"), (int?)Number(http, "untaggedDays"), http.Field("immutableToo") == "on" ? true : null,
        Number(http, "maxMebibytes") * (1 << 20), Number(http, "maxTags"));

    /// <summary>A number in a field, or null when the field is empty. Ten digits are more than any field needs.</summary>
    private static long? Number(HttpContext http, string name)
    {
        if (http.Optional(name) is not { } text) return null;
        return text.Length <= 9 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new OciException(AccountError.Invalid, $"'{name}' is a whole number of at most nine digits");
    }
}
