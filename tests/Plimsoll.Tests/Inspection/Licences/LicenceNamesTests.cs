using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Licences.Names;

namespace Plimsoll.Tests.Inspection.Licences;

public sealed class LicenceNamesTests
{
    [Theory]
    // what people write, as spdx-correct of npm has to correct it
    [InlineData("npm", "mit", "MIT")]
    [InlineData("npm", "Apache 2", "Apache-2.0")]
    [InlineData("npm", "No License", "LicenseRef-npm-No-License")]
    [InlineData("npm", "Apache License, Version 2.0", "Apache-2.0")]
    [InlineData("npm", "Apache 2.0", "Apache-2.0")]
    [InlineData("npm", "GPL 3", "GPL-3.0-only")]
    [InlineData("npm", "GNU GPL v2", "GPL-2.0-only")]
    [InlineData("npm", "LGPL", "LGPL-2.0-or-later")]
    [InlineData("npm", "MIT/X11", "MIT")]
    [InlineData("npm", "BSD 3-clause", "BSD-3-Clause")]
    [InlineData("npm", "(MIT OR Apache-2.0)", "MIT OR Apache-2.0")]
    [InlineData("npm", "MIT/GPL", "MIT OR GPL-1.0-or-later")]
    [InlineData("npm", "MIT, Apache-2.0", "MIT OR Apache-2.0")]
    [InlineData("npm", """{"type": "MIT", "url": "https://example.org"}""", "MIT")]
    [InlineData("npm", """[{"type": "MIT"}, {"type": "Apache2"}]""", "MIT OR Apache-2.0")]
    [InlineData("npm", "UNLICENSED", "LicenseRef-proprietary")]
    [InlineData("npm", "WTFPL", "WTFPL")]
    // Debian's short names (copyright-format 1.0)
    [InlineData("deb", "GPL-2+", "GPL-2.0-or-later")]
    [InlineData("deb", "GPL-2", "GPL-2.0-only")]
    [InlineData("deb", "LGPL-2.1+", "LGPL-2.1-or-later")]
    [InlineData("deb", "Expat", "MIT")]
    [InlineData("deb", "GPL-1+ or Artistic", "GPL-1.0-or-later OR Artistic-1.0-Perl")]
    [InlineData("deb", "GPL-1+ or Artistic, and BSD-3-clause", "(GPL-1.0-or-later OR Artistic-1.0-Perl) AND BSD-3-Clause")]
    [InlineData("deb", "GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later")]
    [InlineData("deb", "LGPLv3+_or_GPLv2+", "LGPL-3.0-or-later OR GPL-2.0-or-later")]
    [InlineData("deb", "GPL-3+ with Bison exception", "GPL-3.0-or-later WITH Bison-exception-2.2")]
    [InlineData("deb", "GPL-2+-with-autoconf-exception", "GPL-2.0-or-later WITH Autoconf-exception-generic")]
    [InlineData("deb", "public-domain", "LicenseRef-public-domain")]
    [InlineData("deb", "Apache-2", "Apache-2.0")]
    [InlineData("deb", "zlib", "Zlib")]
    [InlineData("deb", "BSLA", "LicenseRef-debian-BSLA")]
    [InlineData("deb", "MPL-1.1 or GPL-2+ or LGPL-2.1+", "MPL-1.1 OR GPL-2.0-or-later OR LGPL-2.1-or-later")]
    // Fedora's short names
    [InlineData("rpm", "GPLv2+", "GPL-2.0-or-later")]
    [InlineData("rpm", "LGPLv2+", "LGPL-2.0-or-later")]
    [InlineData("rpm", "GPL+ or Artistic", "GPL-1.0-or-later OR Artistic-1.0-Perl")]
    [InlineData("rpm", "ASL 2.0", "Apache-2.0")]
    [InlineData("rpm", "MPLv1.1 or GPLv2+ or LGPLv2+", "MPL-1.1 OR GPL-2.0-or-later OR LGPL-2.0-or-later")]
    [InlineData("rpm", "GPLv3+ and (MIT or BSD)", "GPL-3.0-or-later AND (MIT OR LicenseRef-BSD)")]
    [InlineData("rpm", "LGPLv2+ and MIT and Public Domain", "LGPL-2.0-or-later AND MIT AND LicenseRef-public-domain")]
    [InlineData("rpm", "BSD with advertising", "BSD-4-Clause")]
    [InlineData("rpm", "OpenLDAP", "OLDAP-2.8")]
    [InlineData("rpm", "GPL-2.0-or-later AND LGPL-2.1-or-later", "GPL-2.0-or-later AND LGPL-2.1-or-later")]
    [InlineData("rpm", "GPLv2+ with exceptions", "GPL-2.0-or-later")]
    [InlineData("rpm", "Python", "Python-2.0")]
    // Alpine, also the lists without commas of old packages
    [InlineData("apk", "MIT BSD GPL2+", "MIT AND LicenseRef-BSD AND GPL-2.0-or-later")]
    [InlineData("apk", "GPL-2.0-only", "GPL-2.0-only")]
    // Python
    [InlineData("pypi", "License :: OSI Approved :: MIT License", "MIT")]
    [InlineData("pypi", "License :: OSI Approved :: Apache Software License, License :: OSI Approved :: BSD License", "Apache-2.0 AND LicenseRef-BSD")]
    [InlineData("pypi", "MIT License AND GNU General Public License v2 or later (GPLv2+)", "MIT AND GPL-2.0-or-later")]
    [InlineData("pypi", "Python Software Foundation License", "PSF-2.0")]
    [InlineData("pypi", "GNU Library or Lesser General Public License (LGPL)", "LGPL-2.0-or-later")]
    [InlineData("pypi", "Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0")]
    [InlineData("pypi", "BSD", "LicenseRef-BSD")]
    [InlineData("pypi", "Apache-2.0 OR BSD-3-Clause", "Apache-2.0 OR BSD-3-Clause")]
    // Ruby, Maven, .NET, R
    [InlineData("gem", "MIT, Ruby", "MIT AND Ruby")]
    [InlineData("maven", "http://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0")]
    [InlineData("maven", "https://www.eclipse.org/legal/epl-2.0/, http://www.gnu.org/software/classpath/license.html", "EPL-2.0 OR GPL-2.0-or-later WITH Classpath-exception-2.0")]
    [InlineData("maven", "The Apache Software License, Version 2.0", "Apache-2.0")]
    [InlineData("maven", "Eclipse Public License - v 1.0", "EPL-1.0")]
    [InlineData("maven", "CDDL + GPLv2 with classpath exception", "CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0")]
    [InlineData("nuget", "https://licenses.nuget.org/MIT", "MIT")]
    [InlineData("nuget", "https://licenses.nuget.org/Apache-2.0%20OR%20MIT", "Apache-2.0 OR MIT")]
    [InlineData("nuget", "https://opensource.org/licenses/BSD-3-Clause", "BSD-3-Clause")]
    [InlineData("cargo", "MIT/Apache-2.0", "MIT OR Apache-2.0")]
    [InlineData("cran", "GPL (>= 2)", "GPL-2.0-or-later")]
    [InlineData("cran", "GPL-2 | GPL-3", "GPL-2.0-only OR GPL-3.0-only")]
    [InlineData("alpm", "GPL3", "GPL-3.0-only")]
    public void Reads_what_packages_say(string type, string statement, string expected) =>
        Read(type, statement).Expression.ShouldNotBeNull(statement).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("UNKNOWN")]
    [InlineData("NOASSERTION")]
    [InlineData("none")]
    public void Nothing_is_made_of_nothing(string statement) => Read("npm", statement).Expression.ShouldBeNull();

    [Theory]
    [InlineData("SEE LICENSE IN LICENSE.md", "LICENSE.md")]
    [InlineData("See license in <COPYING>", "COPYING")]
    [InlineData("LICENSE.txt", "LICENSE.txt")]
    public void A_reference_to_a_file_names_the_file(string statement, string file)
    {
        var reading = Read("npm", statement);
        reading.Expression.ShouldBeNull();
        reading.File.ShouldBe(file);
    }

    [Fact]
    public void What_was_normalised_from_what_is_recorded()
    {
        var reading = Read("rpm", "GPLv2+ and Frobnicate and MIT");
        reading.Expression!.ToString().ShouldBe("GPL-2.0-or-later AND LicenseRef-rpm-Frobnicate AND MIT");
        reading.Mapped.ShouldContain(new MappedWords("GPLv2+", "GPL-2.0-or-later"));
        reading.Unknown.ShouldBe(["Frobnicate"]);
        reading.Confidence.ShouldBe(Confidence.Low);
        Read("rpm", "GPLv2+").Confidence.ShouldBe(Confidence.High);
        Read("rpm", "GPL").Confidence.ShouldBe(Confidence.Medium);
    }

    [Fact]
    public void An_exception_that_is_not_known_is_said_and_claims_nothing()
    {
        var reading = Read("deb", "GPL-2+ with Frobnicate exception");
        reading.Expression!.ToString().ShouldBe("GPL-2.0-or-later");
        reading.Unknown.ShouldBe(["with Frobnicate exception"]);
    }

    [Fact]
    public void Names_that_a_package_explains_itself_mean_what_it_says()
    {
        var local = new Dictionary<string, LicenceReading>(StringComparer.OrdinalIgnoreCase) { ["REGCOMP"] = Read("deb", "ISC") };
        LicenceNames.Read("regcomp, and GPL-1+ or Artistic", LicenceFamily.Of("deb"), local).Expression!.ToString().ShouldBe("ISC AND (GPL-1.0-or-later OR Artistic-1.0-Perl)");
    }

    private static LicenceReading Read(string type, string statement) => LicenceNames.Read(statement, LicenceFamily.Of(type));
}
