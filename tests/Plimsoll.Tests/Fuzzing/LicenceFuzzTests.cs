using System.Text;
using Plimsoll.Inspection.Licences.Debian;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Names;
using Plimsoll.Inspection.Licences.Texts;

namespace Plimsoll.Tests.Fuzzing;

/// <summary>Expressions, names, copyright files and texts, damaged: nothing is thrown, and what is made of them is an expression that can be read again.</summary>
public sealed class LicenceFuzzTests
{
    [Fact]
    public void Expressions() => Fuzz.Run([.. Bytes("MIT AND (GPL-2.0+ WITH Classpath-exception-2.0 OR LicenseRef-a)", "DocumentRef-x:LicenseRef-y+", "((MIT))")], bytes =>
    {
        if (LicenceParser.TryParse(Encoding.UTF8.GetString(bytes), out var expression, out var problem)) ShouldBeReadable(expression);
        else problem.ShouldNotBeNullOrEmpty();
    });

    [Fact]
    public void Names() => Fuzz.Run(
        [.. Bytes("GPLv2+ and (MIT or BSD 3-Clause), Apache-2.0/ISC with LLVM exception", "GNU Lesser General Public License version 2.1 or later (LGPLv2.1+)", """[{"type": "MIT"}, {"url": "http://opensource.org/licenses/MIT"}]""", "License :: OSI Approved :: MIT License, License :: Other", "SEE LICENSE IN <x>")],
        bytes =>
        {
            foreach (var type in (string[])["npm", "deb", "pypi"])
            {
                if (LicenceNames.Read(Encoding.UTF8.GetString(bytes), LicenceFamily.Of(type)).Expression is { } expression) ShouldBeReadable(expression);
            }
        });

    [Fact]
    public void Copyright_files() => Fuzz.Run(
        [.. Bytes("Format: x\n\nFiles: *\n a\nCopyright: b\nLicense: GPL-2+\n text\n .\n more\n\nLicense: other\n text\n", "Format: x\nLicense: MIT\n")],
        bytes =>
        {
            using var file = CopyrightFile.Open(bytes, new MemoryStream(bytes), name => name.Length % 2 == 0);
            while (file?.Next() is { } paragraph) paragraph.Licence.ShouldNotContain("\n");
        });

    [Fact]
    public void Texts() => Fuzz.Run(
        [.. ((string[])["MIT", "BSD-3-Clause", "ISC", "Zlib"]).Select(id => Encoding.UTF8.GetBytes(LicenceTemplates.TextOf(id)!)), .. Bytes("under the GNU General Public License version 2, see /usr/share/common-licenses/GPL-2\nSPDX-License-Identifier: MIT\nLicense: X11\n")],
        bytes =>
        {
            if (LicenceTextReader.Read(bytes).Expression is { } expression) ShouldBeReadable(expression);
        },
        usual: 300);

    private static void ShouldBeReadable(LicenceExpression expression)
    {
        LicenceParser.TryParse(expression.ToString(), out var again, out var problem).ShouldBeTrue($"{expression}: {problem}");
        again!.ToString().ShouldBe(expression.ToString());
    }

    private static IEnumerable<byte[]> Bytes(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);
}
