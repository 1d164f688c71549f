namespace Plimsoll.Server.Tests.Auth;

/// <summary>Every role, every verb, every way to come or not to come with the right: over HTTP, against the whole server.</summary>
public sealed class RightsMatrixTests(RightsMatrix matrix) : IClassFixture<RightsMatrix>
{
    private static readonly string[] Verbs = ["pull", "push", "delete", "catalog", "manage", "events", "administer"];

    /// <summary>What each role may do where it is granted. Owners read the events of what they own; only administrators administer.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["reader"] = ["pull", "catalog"],
        ["writer"] = ["pull", "push", "catalog"],
        ["maintainer"] = ["pull", "push", "delete", "catalog"],
        ["owner"] = ["pull", "push", "delete", "catalog", "manage", "events"],
        ["auditor"] = ["catalog", "events"],
        ["admin"] = ["pull", "push", "delete", "catalog", "manage", "events", "administer"],
    };

    /// <summary>Verbs of the registry API, which registry tokens are for.</summary>
    private static readonly string[] OfTheRegistry = ["pull", "push", "delete", "catalog"];

    public static TheoryData<string, string, string> Granted => Cross("password", "token", "group", "robot");

    public static TheoryData<string, string> GrantedByBearer
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var role in RightsMatrix.Roles)
            {
                foreach (var verb in Verbs) rows.Add(role, verb);
            }
            return rows;
        }
    }

    public static TheoryData<string, string, string> WithoutRight => Cross("token for another path");

    public static TheoryData<string, string, string> Unproved => Cross("anonymous", "expired token", "expired bearer", "disabled");

    public static TheoryData<string, string, string> WrongScope => Cross("bearer for another repository", "bearer for nothing", "taken back");

    [Theory]
    [MemberData(nameof(Granted))]
    public async Task Granted_roles_allow_what_they_promise_and_nothing_more(string role, string verb, string situation)
    {
        var status = await matrix.TryAsync(matrix.Caller(role, situation), verb, RightsMatrix.RepositoryOf(role));

        if (Allowed[role].Contains(verb)) status.ShouldBeInRange(200, 299);
        else status.ShouldBe(403);
    }

    [Theory]
    [MemberData(nameof(GrantedByBearer))]
    public async Task Registry_tokens_carry_the_verbs_of_the_registry_only(string role, string verb)
    {
        var status = await matrix.TryAsync(matrix.Caller(role, "bearer"), verb, RightsMatrix.RepositoryOf(role));

        if (Allowed[role].Contains(verb) && OfTheRegistry.Contains(verb)) status.ShouldBeInRange(200, 299);
        else status.ShouldBeOneOf(401, 403);
    }

    [Theory]
    [MemberData(nameof(Granted))]
    public async Task Roles_reach_no_further_than_their_path(string role, string verb, string situation)
    {
        var status = await matrix.TryAsync(matrix.Caller(role, situation), verb, "stranger/app");

        if (role == "admin") status.ShouldBeInRange(200, 299);
        else status.ShouldBe(403);
    }

    [Theory]
    [MemberData(nameof(WithoutRight))]
    public async Task Tokens_for_another_path_are_worth_nothing_here(string role, string verb, string situation) =>
        (await matrix.TryAsync(matrix.Caller(role, situation), verb, RightsMatrix.RepositoryOf(role))).ShouldBe(403);

    [Theory]
    [MemberData(nameof(GrantedByBearer))]
    public async Task Tokens_for_another_permission_are_worth_nothing_for_this_one(string role, string verb)
    {
        var status = await matrix.TryAsync(matrix.Caller(role, "token for nothing that helps"), verb, RightsMatrix.RepositoryOf(role));

        if (role == "admin" && verb == "administer") status.ShouldBe(200);
        else status.ShouldBe(403);
    }

    [Theory]
    [MemberData(nameof(Unproved))]
    public async Task Nobody_and_what_is_over_get_a_challenge(string role, string verb, string situation) =>
        (await matrix.TryAsync(matrix.Caller(role, situation), verb, RightsMatrix.RepositoryOf(role))).ShouldBe(401);

    [Theory]
    [MemberData(nameof(WrongScope))]
    public async Task Registry_tokens_for_something_else_or_for_what_was_taken_back_are_refused(string role, string verb, string situation) =>
        (await matrix.TryAsync(matrix.Caller(role, situation), verb, RightsMatrix.RepositoryOf(role))).ShouldBeOneOf(401, 403);

    private static TheoryData<string, string, string> Cross(params string[] situations)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var role in RightsMatrix.Roles)
        {
            foreach (var verb in Verbs)
            {
                foreach (var situation in situations) rows.Add(role, verb, situation);
            }
        }
        return rows;
    }
}
