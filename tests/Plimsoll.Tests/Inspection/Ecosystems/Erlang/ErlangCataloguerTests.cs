namespace Plimsoll.Tests.Inspection.Ecosystems.Erlang;

public sealed class ErlangCataloguerTests
{
    [Theory]
    [InlineData("{application,jason,\n [{modules,['Elixir.Jason']},\n  {registered,[]},{vsn,\"1.4.1\"}]}.\n", "pkg:hex/jason@1.4.1")]
    [InlineData("%% comment {application, wrong, []}\n{application, 'stdlib', [{description, \"ERTS  CXC 138 10\"}, {vsn, \"3.17\"}]}.", "pkg:otp/stdlib@3.17")]
    [InlineData("{application,logger,[{vsn,\"1.14.0\"}]}.", "pkg:otp/logger@1.14.0")]
    public void Reads_an_application(string text, string line) => Reading.Of("opt/app/lib/x/ebin/x.app", text).Lines().ShouldBe([line]);

    [Fact]
    public void An_application_without_a_version_is_told() => Reading.Of("lib/x/ebin/x.app", "{application,x,[]}.").Problems.ShouldHaveSingleItem();

    [Fact]
    public void Other_files_with_this_ending_are_nothing() => Reading.Of("Applications/X.app", "x").Problems.ShouldBeEmpty();

    [Fact]
    public void Lock_files_declare()
    {
        Reading.Of("app/mix.lock", """
            %{
              "jason": {:hex, :jason, "1.4.1", "af1504e35f629ddcdd6addb3513c3853991f694921b1b9368b0bd32beb9f1b63", [:mix], [], "hexpm", "fbb01ecdfd565b56261302f7e1fcc27c4fb8f32d56eab74db621fc154604a7a1"},
              "forked": {:git, "https://example.org/forked.git", "abc", []},
            }
            """).Lines().ShouldBe(["pkg:hex/jason@1.4.1 declared"]);
        Reading.Of("app/rebar.lock", "{\"1.2.0\",\n[{<<\"cowboy\">>,{pkg,<<\"cowboy\">>,<<\"2.9.0\">>},0},\n {<<\"ranch\">>,{pkg,<<\"ranch\">>,<<\"1.8.0\">>},1}]}.\n[\n{pkg_hash,[]}].\n").Lines()
            .ShouldBe(["pkg:hex/cowboy@2.9.0 declared", "pkg:hex/ranch@1.8.0 declared"]);
    }
}
