using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Expressions;

namespace Plimsoll.Tests.Inspection.Licences;

public sealed class LicenceParserTests
{
    /// <summary>The examples of SPDX 2.3, annex D, and what is deprecated.</summary>
    [Theory]
    [InlineData("MIT", "MIT")]
    [InlineData("mit", "MIT")]
    [InlineData("CDDL-1.0+", "CDDL-1.0+")]
    [InlineData("LGPL-2.1-only OR MIT OR BSD-3-Clause", "LGPL-2.1-only OR MIT OR BSD-3-Clause")]
    [InlineData("LGPL-2.1-only AND MIT AND BSD-2-Clause", "LGPL-2.1-only AND MIT AND BSD-2-Clause")]
    [InlineData("GPL-2.0-or-later WITH Bison-exception-2.2", "GPL-2.0-or-later WITH Bison-exception-2.2")]
    [InlineData("LGPL-2.1-only OR BSD-3-Clause AND MIT", "LGPL-2.1-only OR BSD-3-Clause AND MIT")]
    [InlineData("MIT AND (LGPL-2.1-or-later OR BSD-3-Clause)", "MIT AND (LGPL-2.1-or-later OR BSD-3-Clause)")]
    [InlineData("(MIT AND (LGPL-2.1-or-later))", "MIT AND LGPL-2.1-or-later")]
    [InlineData("((MIT OR Apache-2.0) OR (MIT OR ISC))", "MIT OR Apache-2.0 OR ISC")]
    [InlineData("(MIT AND ISC) OR Zlib", "MIT AND ISC OR Zlib")]
    [InlineData("mit and (isc or zlib)", "MIT AND (ISC OR Zlib)")]
    [InlineData("LicenseRef-23", "LicenseRef-23")]
    [InlineData("licenseref-MIT-Style-1", "LicenseRef-MIT-Style-1")]
    [InlineData("DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2", "DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2")]
    [InlineData("GPL-2.0", "GPL-2.0-only")]
    [InlineData("GPL-2.0+", "GPL-2.0-or-later")]
    [InlineData("GPL-2.0-only+", "GPL-2.0-or-later")]
    [InlineData("GPL-3.0-or-later+", "GPL-3.0-or-later")]
    [InlineData("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0")]
    [InlineData("GPL-2.0+ with classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0")]
    [InlineData("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1")]
    [InlineData("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0")]
    [InlineData("Nunit", "zlib-acknowledgement")]
    [InlineData("LGPL-2.1 WITH Nokia-Qt-exception-1.1", "LGPL-2.1-only WITH Qt-LGPL-exception-1.1")]
    [InlineData("GPL-2.0-only WITH AdditionRef-mine", "GPL-2.0-only WITH AdditionRef-mine")]
    public void Reads_what_the_specification_allows(string text, string expected)
    {
        LicenceParser.TryParse(text, out var expression, out var problem).ShouldBeTrue(problem);
        expression.ToString().ShouldBe(expected);
        LicenceParser.TryParse(expression.ToString(), out var again, out _).ShouldBeTrue();
        again.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("MIT AND", "a licence is missing")]
    [InlineData("MIT ISC", "'ISC' is not expected at character 5")]
    [InlineData("(MIT", "a closing parenthesis is missing")]
    [InlineData("MIT)", "')' is not expected")]
    [InlineData("GPLv2", "'GPLv2' is no SPDX licence at character 1")]
    [InlineData("MIT WITH Foo", "'Foo' is no SPDX exception")]
    [InlineData("(MIT OR ISC) WITH LLVM-exception", "'WITH' is not expected")]
    [InlineData("LicenseRef-", "is no SPDX licence")]
    [InlineData("LicenseRef-a_b", "is no SPDX licence")]
    public void Says_what_is_wrong_and_where(string text, string reason)
    {
        LicenceParser.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeNull().ShouldContain(reason);
    }

    [Fact]
    public void Depth_and_length_have_an_end()
    {
        LicenceParser.TryParse(new string('(', 100_000), out _, out var long_).ShouldBeFalse();
        long_.ShouldContain("characters");
        LicenceParser.TryParse(new string('(', 1000) + "MIT" + new string(')', 1000), out _, out var deep).ShouldBeFalse();
        deep.ShouldContain("deep");
    }

    [Fact]
    public void Knows_the_whole_list_and_nothing_of_it_is_broken()
    {
        SpdxList.All.Count.ShouldBe(734);
        SpdxList.AllExceptions.Count.ShouldBe(67);
        foreach (var licence in SpdxList.All)
        {
            LicenceParser.TryParse(licence.Id, out var expression, out var problem).ShouldBeTrue(problem);
            if (!licence.IsDeprecated) expression.ToString().ShouldBe(licence.Id);
        }
        SpdxList.Find("MIT")!.ShouldSatisfyAllConditions(mit => mit.IsOsiApproved.ShouldBeTrue(), mit => mit.IsFsfFree.ShouldBeTrue(), mit => mit.IsDeprecated.ShouldBeFalse());
        SpdxList.Find("JSON")!.IsFsfFree.ShouldBeFalse();
    }

    [Theory]
    [InlineData("MIT", LicenceClass.Permissive)]
    [InlineData("CC0-1.0", LicenceClass.PublicDomain)]
    [InlineData("MPL-2.0", LicenceClass.WeakCopyleft)]
    [InlineData("GPL-2.0-only", LicenceClass.StrongCopyleft)]
    [InlineData("GPL-2.0-only WITH Classpath-exception-2.0", LicenceClass.WeakCopyleft)]
    [InlineData("GPL-2.0-only WITH Linux-syscall-note", LicenceClass.StrongCopyleft)]
    [InlineData("AGPL-3.0-only", LicenceClass.NetworkCopyleft)]
    [InlineData("BUSL-1.1", LicenceClass.SourceAvailable)]
    [InlineData("MIT AND GPL-3.0-only", LicenceClass.StrongCopyleft)]
    [InlineData("MIT OR GPL-3.0-only", LicenceClass.Permissive)]
    [InlineData("Artistic-1.0-Perl OR GPL-1.0-or-later", LicenceClass.Permissive)]
    [InlineData("MIT AND LicenseRef-x", LicenceClass.Unknown)]
    [InlineData("GPL-3.0-only AND LicenseRef-x", LicenceClass.StrongCopyleft)]
    [InlineData("MIT OR LicenseRef-x", LicenceClass.Permissive)]
    [InlineData("LicenseRef-proprietary-x", LicenceClass.SourceAvailable)]
    [InlineData("LicenseRef-BSD", LicenceClass.Permissive)]
    [InlineData("no expression", LicenceClass.Unknown)]
    public void Where_all_apply_the_strictest_class_counts_and_where_one_is_chosen_the_mildest(string licence, LicenceClass expected) =>
        LicenceClasses.Of(licence).ShouldBe(expected);
}
