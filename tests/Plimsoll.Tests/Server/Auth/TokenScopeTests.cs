using Plimsoll.Core;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Auth.Tokens;

namespace Plimsoll.Tests.Server.Auth;

public sealed class TokenScopeTests
{
    [Theory]
    [InlineData("repository:shop/api:pull", "shop/api", "pull")]
    [InlineData("repository:shop/api:pull,push", "shop/api", "pull push")]
    [InlineData("repository:shop/api:push,pull,delete", "shop/api", "pull push delete")]
    [InlineData("repository:shop/api:*", "shop/api", "pull push delete")]
    [InlineData("repository(plugin):shop/api:pull", "shop/api", "pull")]
    [InlineData("repository:shop/api:pull,fly", "shop/api", "pull")]
    [InlineData("repository:shop/api:manage,administer", "shop/api", "")]
    [InlineData("repository:shop/api:", "shop/api", "")]
    public void Reads_a_scope_on_a_repository(string text, string name, string actions)
    {
        var scope = TokenScope.Parse(text).ShouldBeOfType<TokenScope.OnRepository>();

        scope.Name.ShouldBe(RepositoryName.Parse(name));
        scope.Actions.ToNames().ShouldBe(actions.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Reads_the_scope_of_the_catalogue() => TokenScope.Parse("registry:catalog:*").ShouldBe(TokenScope.Catalog.Instance);

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("::")]
    [InlineData("repository")]
    [InlineData("repository:shop/api")]
    [InlineData("repository::pull")]
    [InlineData("repository:Shop:pull")]
    [InlineData("repository:shop/../api:pull")]
    [InlineData("repository:host:5000/shop:pull")]
    [InlineData("repository():shop:pull(")]
    [InlineData("repository(a)b:shop:pull")]
    [InlineData("repository((a)):shop:pull")]
    [InlineData("Repository:shop:pull")]
    [InlineData("registry:catalog:pull")]
    [InlineData("registry:other:*")]
    [InlineData("cluster:shop:pull")]
    public void Ignores_what_it_cannot_read(string text) => TokenScope.Parse(text).ShouldBeNull();

    [Fact]
    public void Takes_scopes_repeated_and_separated_by_spaces()
    {
        var scopes = TokenScope.ParseAll(["repository:a:pull repository:b:push", "nonsense", null, "repository:c:delete registry:catalog:*"]);

        scopes.OfType<TokenScope.OnRepository>().Select(s => s.Name.Value).ShouldBe(["a", "b", "c"]);
        scopes.ShouldContain(TokenScope.Catalog.Instance);
    }

    [Fact]
    public void Has_an_end_to_what_it_reads() => TokenScope.ParseAll([string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"repository:r{i}:pull"))]).Count.ShouldBe(100);

    [Fact]
    public void Knows_only_the_actions_of_the_registry() =>
        TokenClaims.RegistryActions.ShouldBe(PermissionSet.Of(Plimsoll.Server.Auth.Permission.Pull, Plimsoll.Server.Auth.Permission.Push, Plimsoll.Server.Auth.Permission.Delete));
}
