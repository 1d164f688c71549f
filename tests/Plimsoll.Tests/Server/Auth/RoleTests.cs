using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Tests.Server.Auth;

public sealed class RoleTests
{
    /// <summary>The table of docs/access.md.</summary>
    [Theory]
    [InlineData("reader", "pull")]
    [InlineData("writer", "pull push")]
    [InlineData("maintainer", "pull push delete")]
    [InlineData("owner", "pull push delete manage")]
    [InlineData("auditor", "audit")]
    [InlineData("monitor", "monitor")]
    [InlineData("admin", "pull push delete manage audit administer monitor")]
    public void Has_the_permissions_that_are_promised(string name, string permissions)
    {
        Role.TryGet(name, out var role).ShouldBeTrue();

        role.Permissions.ToNames().ShouldBe(permissions.Split(' '));
    }

    [Fact]
    public void There_are_seven() => Role.All.Count.ShouldBe(7);

    [Theory]
    [InlineData("Reader")]
    [InlineData("root")]
    [InlineData("")]
    [InlineData(null)]
    public void Knows_no_other(string? name) => Role.TryGet(name, out _).ShouldBeFalse();

    [Fact]
    public void Names_of_permissions_are_read_back() => PermissionSet.TryParse(PermissionSet.All.ToNames(), out var set).ShouldBe(set == PermissionSet.All);

    [Fact]
    public void An_unknown_permission_is_refused() => PermissionSet.TryParse(["pull", "fly"], out _).ShouldBeFalse();
}
