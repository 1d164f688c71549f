using System.Security.Cryptography;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata;

/// <summary>What every store of accounts promises.</summary>
public abstract class IdentityStoreContract : MetadataContract
{
    private IIdentityStore Identities => Store.Identities;

    [Fact]
    public async Task Makes_the_first_user_once()
    {
        (await AddFirstAsync()).ShouldBeTrue();
        (await AddFirstAsync()).ShouldBeFalse();

        var directory = await Identities.LoadAsync(default);
        directory.Principals.ShouldHaveSingleItem().Name.ShouldBe("admin");
        directory.Grants.ShouldHaveSingleItem().Subject.ShouldBe("user:admin");
        (await EventsAsync()).Select(e => e.Action).ShouldBe(["user.add"]);
    }

    [Fact]
    public async Task Gives_back_an_account_as_it_was_made()
    {
        await AddAsync("ci", PrincipalKind.Robot, ["shop/**", "web/*"]);

        var robot = (await Identities.LoadAsync(default)).Principals.ShouldHaveSingleItem();
        (robot.Kind, robot.Name, robot.Description, robot.Disabled, robot.CreatedAt, robot.CreatedBy).ShouldBe((PrincipalKind.Robot, "ci", "for tests", false, Now, "ada"));
        robot.Paths.ShouldBe(["shop/**", "web/*"]);
    }

    [Fact]
    public async Task Users_and_robots_share_their_names()
    {
        await AddAsync("ci", PrincipalKind.Robot);

        (await Identities.AddPrincipalAsync(New("ci"), Event(), default)).ShouldBe(IdentityChange.Exists);
    }

    [Fact]
    public async Task A_refused_change_leaves_nothing_behind_not_even_its_event()
    {
        await AddFirstAsync();
        var before = await Identities.LoadAsync(default);
        var events = await EventsAsync();

        (await Identities.RemovePrincipalAsync(before.Principals[0].Id, Event(), default)).ShouldBe(IdentityChange.LastAdministrator);
        (await Identities.SetDisabledAsync(before.Principals[0].Id, true, Event(), default)).ShouldBe(IdentityChange.LastAdministrator);
        (await Identities.RemoveGrantAsync(before.Grants[0].Id, Event(), default)).ShouldBe(IdentityChange.LastAdministrator);
        (await Identities.AddGroupAsync("g", "", Now, "ada", Event(), default)).ShouldBe(IdentityChange.Done);
        (await Identities.AddGroupAsync("g", "", Now, "ada", Event(), default)).ShouldBe(IdentityChange.Exists);

        var after = await Identities.LoadAsync(default);
        after.Principals.ShouldHaveSingleItem().Disabled.ShouldBeFalse();
        after.Grants.Count.ShouldBe(1);
        after.Version.ShouldBe(before.Version + 1);
        (await EventsAsync()).Count.ShouldBe(events.Count + 1);
    }

    [Fact]
    public async Task An_administrator_by_group_counts_as_one()
    {
        await AddFirstAsync();
        var jane = await AddAsync("jane");
        await Identities.AddGroupAsync("ops", "", Now, "ada", Event(), default);
        await Identities.AddMemberAsync("ops", jane, Event(), default);
        await GrantAsync("group:ops", "admin", "**");
        var admin = (await Identities.LoadAsync(default)).Principals.Single(p => p.Name == "admin").Id;

        (await Identities.RemovePrincipalAsync(admin, Event(), default)).ShouldBe(IdentityChange.Done);
        (await Identities.RemoveMemberAsync("ops", jane, Event(), default)).ShouldBe(IdentityChange.LastAdministrator);
        (await Identities.RemoveGroupAsync("ops", Event(), default)).ShouldBe(IdentityChange.LastAdministrator);
        (await Identities.SetDisabledAsync(jane, true, Event(), default)).ShouldBe(IdentityChange.LastAdministrator);
    }

    [Fact]
    public async Task Removing_an_account_removes_all_that_was_its_own_and_its_number_never_comes_back()
    {
        await AddFirstAsync();
        var jane = await AddAsync("jane");
        await Identities.AddGroupAsync("g", "", Now, "ada", Event(), default);
        await Identities.AddMemberAsync("g", jane, Event(), default);
        await GrantAsync("user:jane", "reader", "shop/**");
        var token = await AddCredentialAsync(jane, CredentialKind.Personal);

        (await Identities.RemovePrincipalAsync(jane, Event(), default)).ShouldBe(IdentityChange.Done);

        var directory = await Identities.LoadAsync(default);
        directory.Groups.ShouldHaveSingleItem().Members.ShouldBeEmpty();
        directory.Grants.ShouldNotContain(g => g.Subject == "user:jane");
        (await Identities.FindCredentialAsync(token.Id, default)).ShouldBeNull();
        (await AddAsync("jane")).ShouldBeGreaterThan(jane);
    }

    [Fact]
    public async Task A_grant_needs_somebody_and_is_made_once()
    {
        (await GrantAsync("user:jane", "reader", "shop/**")).Change.ShouldBe(IdentityChange.Unknown);
        (await GrantAsync("group:g", "reader", "shop/**")).Change.ShouldBe(IdentityChange.Unknown);
        var (change, id) = await GrantAsync("anonymous", "reader", "shop/**");
        change.ShouldBe(IdentityChange.Done);

        (await GrantAsync("anonymous", "reader", "shop/**")).ShouldBe((IdentityChange.Exists, id));
        (await GrantAsync("anonymous", "writer", "shop/**")).Change.ShouldBe(IdentityChange.Done);
    }

    [Fact]
    public async Task Robots_join_no_groups()
    {
        var robot = await AddAsync("ci", PrincipalKind.Robot);
        await Identities.AddGroupAsync("g", "", Now, "ada", Event(), default);

        (await Identities.AddMemberAsync("g", robot, Event(), default)).ShouldBe(IdentityChange.Unknown);
    }

    [Fact]
    public async Task A_new_password_ends_sessions_and_refresh_tokens_and_raises_the_epoch()
    {
        var jane = await AddAsync("jane");
        var (session, refresh, token) = (await AddCredentialAsync(jane, CredentialKind.Session), await AddCredentialAsync(jane, CredentialKind.Refresh), await AddCredentialAsync(jane, CredentialKind.Personal));
        var epoch = (await Identities.LoadAsync(default)).Principals[0].Epoch;

        (await Identities.SetPasswordAsync(jane, "new", Event(), default)).ShouldBe(IdentityChange.Done);

        (await Identities.FindPasswordAsync(jane, default)).ShouldBe("new");
        (await Identities.LoadAsync(default)).Principals[0].Epoch.ShouldBe(epoch + 1);
        (await Identities.FindCredentialAsync(session.Id, default)).ShouldBeNull();
        (await Identities.FindCredentialAsync(refresh.Id, default)).ShouldBeNull();
        (await Identities.FindCredentialAsync(token.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_rehash_loses_against_a_new_password()
    {
        var jane = await AddAsync("jane");
        await Identities.SetPasswordAsync(jane, "new", Event(), default);

        await Identities.RehashPasswordAsync(jane, "hash", "rehashed", default);
        (await Identities.FindPasswordAsync(jane, default)).ShouldBe("new");
        await Identities.RehashPasswordAsync(jane, "new", "rehashed", default);
        (await Identities.FindPasswordAsync(jane, default)).ShouldBe("rehashed");
    }

    [Fact]
    public async Task A_third_live_secret_of_a_robot_is_refused()
    {
        var robot = await AddAsync("ci", PrincipalKind.Robot);
        var first = await AddCredentialAsync(robot, CredentialKind.Robot, days: 1);
        await AddCredentialAsync(robot, CredentialKind.Robot, days: 10);
        (await Identities.AddCredentialAsync(NewCredential(robot, CredentialKind.Robot, 10), Event(), default)).ShouldBe(IdentityChange.TooManySecrets);

        Advance(TimeSpan.FromDays(1));

        (await Identities.AddCredentialAsync(NewCredential(robot, CredentialKind.Robot, 10), Event(), default)).ShouldBe(IdentityChange.Done);
        (await Identities.FindCredentialAsync(first.Id, default)).ShouldNotBeNull("an expired secret stays listed until somebody revokes it");
    }

    [Fact]
    public async Task Gives_back_a_credential_by_hash_and_by_id()
    {
        var jane = await AddAsync("jane");
        var made = NewCredential(jane, CredentialKind.Personal, 5) with { Paths = ["a/**", "b"], Permissions = ["pull"] };
        await Identities.AddCredentialAsync(made, Event(), default);

        foreach (var found in (CredentialRecord?[])[await Identities.FindCredentialAsync(made.Hash, default), await Identities.FindCredentialAsync(made.Id, default)])
        {
            found.ShouldNotBeNull();
            (found.Id, found.Kind, found.PrincipalId, found.Name, found.CreatedAt, found.ExpiresAt, found.LastUsedAt).ShouldBe((made.Id, made.Kind, jane, "n", Now, made.ExpiresAt, null));
            found.Paths.ShouldBe(["a/**", "b"]);
            found.Permissions.ShouldBe(["pull"]);
        }
        (await Identities.FindCredentialAsync(RandomNumberGenerator.GetBytes(32), default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_obtained_with_a_credential_ends_with_it()
    {
        var jane = await AddAsync("jane");
        var parent = await AddCredentialAsync(jane, CredentialKind.Personal);
        var child = NewCredential(jane, CredentialKind.Refresh, 5) with { ParentId = parent.Id };
        await Identities.AddCredentialAsync(child, null, default);

        (await Identities.RemoveCredentialAsync(jane, parent.Id, Event(), default)).ShouldBe(IdentityChange.Done);

        (await Identities.FindCredentialAsync(child.Id, default)).ShouldBeNull();
        (await Identities.RemoveCredentialAsync(jane, parent.Id, Event(), default)).ShouldBe(IdentityChange.Unknown);
    }

    [Fact]
    public async Task Nobody_revokes_the_credential_of_another_account()
    {
        var (jane, joe) = (await AddAsync("jane"), await AddAsync("joe"));
        var token = await AddCredentialAsync(jane, CredentialKind.Personal);

        (await Identities.RemoveCredentialAsync(joe, token.Id, Event(), default)).ShouldBe(IdentityChange.Unknown);
        (await Identities.FindCredentialAsync(token.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Lists_credentials_page_by_page()
    {
        var jane = await AddAsync("jane");
        var made = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            Advance(TimeSpan.FromSeconds(1));
            made.Add((await AddCredentialAsync(jane, CredentialKind.Personal)).Id);
        }
        await AddCredentialAsync(jane, CredentialKind.Session);

        var listed = new List<Guid>();
        while (await Identities.ListCredentialsAsync(jane, CredentialKind.Personal, listed.Count == 0 ? null : listed[^1], 3, default) is { Count: > 0 } page) listed.AddRange(page.Select(c => c.Id));
        listed.ShouldBe(made);
    }

    [Fact]
    public async Task Of_two_first_starts_one_signing_key_wins()
    {
        var one = new SigningKeyRecord("one", new byte[] { 1 }, Now);
        var keys = await Identities.EnsureSigningKeyAsync(one, default);
        var again = await Identities.EnsureSigningKeyAsync(new SigningKeyRecord("two", new byte[] { 2 }, Now), default);

        keys.ShouldHaveSingleItem().Id.ShouldBe("one");
        again.ShouldHaveSingleItem().Pkcs8.ToArray().ShouldBe([1]);
    }

    private Task<bool> AddFirstAsync() => Identities.AddFirstUserAsync(New("admin") with { Grants = [("admin", "**")] }, Event("user.add"), default);

    private NewPrincipal New(string name, PrincipalKind kind = PrincipalKind.User, IReadOnlyList<string>? paths = null) =>
        new(kind, name, "for tests", kind == PrincipalKind.User ? "hash" : null, paths, Now, "ada");

    private async Task<long> AddAsync(string name, PrincipalKind kind = PrincipalKind.User, IReadOnlyList<string>? paths = null)
    {
        (await Identities.AddPrincipalAsync(New(name, kind, paths), Event(), default)).ShouldBe(IdentityChange.Done);
        return (await Identities.LoadAsync(default)).Principals.Single(p => p.Name == name).Id;
    }

    private Task<(IdentityChange Change, long Id)> GrantAsync(string subject, string role, string path) =>
        Identities.AddGrantAsync(new GrantRecord(0, subject, role, path, Now, "ada"), Event(), default);

    private async Task<CredentialRecord> AddCredentialAsync(long principal, CredentialKind kind, int days = 5)
    {
        var credential = NewCredential(principal, kind, days);
        (await Identities.AddCredentialAsync(credential, Event(), default)).ShouldBe(IdentityChange.Done);
        return credential;
    }

    private CredentialRecord NewCredential(long principal, CredentialKind kind, int days) => new()
    {
        Id = Guid.CreateVersion7(Now),
        Kind = kind,
        PrincipalId = principal,
        Hash = RandomNumberGenerator.GetBytes(32),
        Name = "n",
        CreatedAt = Now,
        ExpiresAt = Now.AddDays(days),
    };
}
