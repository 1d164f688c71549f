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
}
