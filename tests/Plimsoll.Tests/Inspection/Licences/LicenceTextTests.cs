using System.Diagnostics;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Texts;
using Plimsoll.Tests.Architecture;

namespace Plimsoll.Tests.Inspection.Licences;

public sealed class LicenceTextTests
{
    private const string Mit = """
        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction,
        including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
        furnished to do so, subject to the following conditions:
        The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
        """;

    private const string MitDisclaimer = """
        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
        NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
        OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
        """;

    /// <summary>Debian's own copies, typed and wrapped by other people than those of SPDX.</summary>
    [Theory]
    [InlineData("Apache-2.0", "Apache-2.0")]
    [InlineData("Artistic", "Artistic-1.0-Perl")]
    [InlineData("BSD", "BSD-3-Clause")]
    [InlineData("CC0-1.0", "CC0-1.0")]
    [InlineData("GFDL-1.2", "GFDL-1.2-only")]
    [InlineData("GFDL-1.3", "GFDL-1.3-only")]
    [InlineData("GPL-1", "GPL-1.0-only")]
    [InlineData("GPL-2", "GPL-2.0-only")]
    [InlineData("GPL-3", "GPL-3.0-only")]
    [InlineData("LGPL-2", "LGPL-2.0-only")]
    [InlineData("LGPL-2.1", "LGPL-2.1-only")]
    [InlineData("LGPL-3", "LGPL-3.0-only")]
    [InlineData("MPL-1.1", "MPL-1.1")]
    [InlineData("MPL-2.0", "MPL-2.0")]
    public void Recognises_the_texts_that_every_Debian_system_has(string file, string expected) =>
        Read(File.ReadAllBytes("/usr/share/common-licenses/" + file)).Expression.ShouldNotBeNull(file).ToString().ShouldBe(expected);

    [Fact]
    public void Each_text_of_SPDX_is_taken_for_itself()
    {
        foreach (var (id, text) in LicenceTemplates.All())
        {
            var finding = new TextMatcher().Find(text.Span);
            finding.Matches.ShouldHaveSingleItem(id).Id.ShouldBe(id);
        }
    }

    [Fact]
    public void Holders_titles_and_comment_marks_do_not_matter()
    {
        var commented = "The MIT License (MIT)\n\nCopyright (c) 2011-2024 Somebody <s@example.org>, and others\n\n" + Mit + "\n" + MitDisclaimer;
        var text = string.Concat(commented.Split('\n').Select(line => " * " + line.Trim() + "\r\n"));

        Read(text).ShouldBe(new LicenceText(Expression("MIT"), Confidence.High));
    }

    [Fact]
    public void A_sentence_makes_another_licence_of_it()
    {
        Read(Mit + "The Software shall be used for Good, not Evil.\n" + MitDisclaimer).Expression!.ToString().ShouldBe("JSON");
        Read(Mit.Replace("The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.", "", StringComparison.Ordinal) + MitDisclaimer).Expression!.ToString().ShouldBe("MIT-0");
    }

    [Fact]
    public void A_file_with_two_licences_has_both()
    {
        var bsd = File.ReadAllText("/usr/share/common-licenses/BSD");
        var read = Read($"For most of it:\n{Mit}\n{MitDisclaimer}\n\nFor the rest:\n{bsd}");
        read.Expression!.ToString().ShouldBe("MIT AND BSD-3-Clause");
    }

    [Theory]
    [InlineData("it under the terms of the GNU General Public License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later version.", "GPL-2.0-or-later")]
    [InlineData("under the terms of version 2 of the GNU General Public License as published by the Free Software Foundation", "GPL-2.0-only")]
    [InlineData("distributed under the terms of the GNU Lesser General Public License, version 2.1 (or, at your option, any later version)", "LGPL-2.1-or-later")]
    [InlineData("It may be copied under the GNU Free Documentation License, Version 1.3 or any later version published by the FSF", "GFDL-1.3-or-later")]
    [InlineData("# SPDX-License-Identifier: GPL-2.0-only OR MIT\n", "GPL-2.0-only OR MIT")]
    [InlineData("License (library): LGPLv2.1+\nLicense (tools): GPLv2+\n", "LGPL-2.1-or-later AND GPL-2.0-or-later")]
    [InlineData("The complete text is in `/usr/share/common-licenses/Apache-2.0'.", "Apache-2.0")]
    [InlineData("This file has been placed into the public domain by its author.", "LicenseRef-public-domain")]
    public void Reads_notices(string text, string expected) => Read(text).Expression.ShouldNotBeNull().ToString().ShouldBe(expected);

    [Theory]
    [InlineData("This library is compatible with the GPL and with the GNU General Public License.")]
    [InlineData("We think that version 3 of everything is better than the MIT licence, and BSD is nice.")]
    [InlineData("Copyright (c) 2020 Somebody. All rights reserved.")]
    [InlineData("")]
    public void A_name_in_a_sentence_is_no_licence(string text) => Read(text).Expression.ShouldBeNull();

    /// <summary>Documents about licences and software in general, none of which is a licence.</summary>
    [Fact]
    public void Prose_is_no_licence()
    {
        var files = Directory.GetFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Concat(Directory.GetFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith(nameof(LicenceTemplates) + ".cs", StringComparison.Ordinal)).ToList();
        files.Count.ShouldBeGreaterThan(100);
        foreach (var file in files) new TextMatcher().Find(File.ReadAllBytes(file)).Matches.ShouldBeEmpty(file);
    }

    [Fact]
    public void Half_a_megabyte_of_the_commonest_words_takes_no_time()
    {
        var words = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the copyright holders and contributors be liable for any ", 20_000)));
        var started = Stopwatch.GetTimestamp();
        Read(words);
        Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Mit + MitDisclaimer, 400)))).Expression!.ToString().ShouldBe("MIT");
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static LicenceText Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static LicenceText Read(byte[] text) => LicenceTextReader.Read(text);

    private static Plimsoll.Inspection.Licences.Expressions.LicenceExpression Expression(string text) =>
        Plimsoll.Inspection.Licences.Expressions.LicenceParser.TryParse(text, out var expression, out var problem) ? expression : throw new FormatException(problem);
}
