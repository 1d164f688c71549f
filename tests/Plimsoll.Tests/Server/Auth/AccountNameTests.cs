using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Server.Auth;

public sealed class AccountNameTests
{
    [Theory]
    [InlineData("jane", true)]
    [InlineData("jane.doe", true)]
    [InlineData("j-2_x", true)]
    [InlineData("1", true)]
    [InlineData("Jane", false)]
    [InlineData("jane doe", false)]
    [InlineData("jane:doe", false)]
    [InlineData("robot+ci", false)]
    [InlineData("jane/doe", false)]
    [InlineData("-jane", false)]
    [InlineData("jane-", false)]
    [InlineData("jané", false)]
    [InlineData("jane\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("anonymous", false)]
    [InlineData("authenticated", false)]
    public void Has_a_grammar(string? name, bool expected) => AccountName.IsValid(name).ShouldBe(expected);

    [Fact]
    public void Has_at_most_64_characters()
    {
        AccountName.IsValid(new string('a', 64)).ShouldBeTrue();
        AccountName.IsValid(new string('a', 65)).ShouldBeFalse();
    }

    [Fact]
    public void A_robot_logs_in_under_a_name_that_no_user_can_have()
    {
        var login = AccountName.LoginOf(PrincipalKind.Robot, "shop-ci");

        login.ShouldBe("robot+shop-ci");
        AccountName.IsValid(login).ShouldBeFalse();
    }

    [Theory]
    [InlineData("user:jane", true)]
    [InlineData("robot:shop-ci", true)]
    [InlineData("group:team", true)]
    [InlineData("anonymous", true)]
    [InlineData("authenticated", true)]
    [InlineData("jane", false)]
    [InlineData("user:", false)]
    [InlineData("user:anonymous", false)]
    [InlineData("everybody", false)]
    [InlineData("host:jane", false)]
    [InlineData("user:a:b", false)]
    [InlineData(null, false)]
    public void Says_who_can_be_granted_something(string? subject, bool expected) => AccountName.IsSubject(subject).ShouldBe(expected);
}
