using System.Text;
using Plimsoll.Inspection.Licences.Debian;

namespace Plimsoll.Tests.Inspection.Licences;

public sealed class CopyrightFileTests
{
    [Fact]
    public void Reads_paragraphs_as_people_write_them()
    {
        var paragraphs = Read("""
            format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
            Upstream-Name: x

            # a remark
            Files: *
              src/*.c
            COPYRIGHT: 2020 A
             2021 B
            License: GPL-2+

            this is no field
            Files: debian/*
            Copyright: 2022 C
            License: GPL-2+ or Artistic
             A text
             .
             of two paragraphs


            License: mine
             Do what you like.
            """);

        paragraphs.ShouldBe(
        [
            new CopyrightParagraph("GPL-2+", "* src/*.c", null),
            new CopyrightParagraph("GPL-2+ or Artistic", "debian/*", "A text\n\nof two paragraphs"),
            new CopyrightParagraph("mine", null, "Do what you like."),
        ]);
    }

    [Theory]
    [InlineData("This package was debianized by somebody.\nLicense: MIT\n")]
    [InlineData("")]
    [InlineData("Formatting: x")]
    public void Other_files_have_no_paragraphs(string text) => CopyrightFile.Open(Encoding.UTF8.GetBytes(text), Stream.Null, _ => true).ShouldBeNull();

    [Fact]
    public void Texts_that_nobody_wants_are_passed_over() =>
        Read("Format: x\n\nFiles: *\nLicense: MIT\n text\n", _ => false).ShouldHaveSingleItem().Text.ShouldBeNull();

    private static List<CopyrightParagraph> Read(string text, Func<string, bool>? wantsText = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var file = CopyrightFile.Open(bytes, new MemoryStream(bytes), wantsText ?? (_ => true)).ShouldNotBeNull();
        var paragraphs = new List<CopyrightParagraph>();
        while (file.Next() is { } paragraph) paragraphs.Add(paragraph);
        return paragraphs;
    }
}
