using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Sbom;

/// <summary>Statements about vulnerabilities in the file system of an image: files <c>*.vex.json</c>, wherever they lie (docs.docker.com/scout/how-tos/create-exceptions-vex).</summary>
public sealed class EmbeddedStatementTests
{
    private const string OpenVex = """{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/1","author":"Ä","version":1,"statements":[]}""";

    [Fact]
    public async Task Those_that_are_visible_in_the_end_are_kept_as_they_are()
    {
        var image = await Opened.ImageAsync(
            new TarBytes().File("var/lib/db/CVE-2022-24999.vex.json", OpenVex).File("srv/old.vex.json", OpenVex).File("srv/new.openvex.json", OpenVex).File("srv/vex.json", OpenVex), new TarBytes().Whiteout("srv/old.vex.json"));

        image.Document.Statements!.Select(statement => (statement.Path, statement.Layer, statement.Document)).ShouldBe([("/srv/new.openvex.json", 0, OpenVex), ("/var/lib/db/CVE-2022-24999.vex.json", 0, OpenVex)]);
        InspectionDocument.FromJson(image.Document.ToJson()).Statements.ShouldBe(image.Document.Statements);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_said_and_leaves_the_image_complete()
    {
        var image = await Opened.ImageAsync(new TarBytes().File("a.vex.json", new string(' ', 300 << 10)).File("b.vex.json", [0xff, 0xfe, .. Encoding.UTF8.GetBytes(OpenVex)]));

        image.Document.Completeness.ShouldBe(Completeness.Complete);
        image.Document.Statements!.Select(statement => (statement.Path, statement.Document)).ShouldBe([("/a.vex.json", null), ("/b.vex.json", null)]);
        image.Document.Statements![0].Refusal!.ShouldBe("it has 307200 bytes; at most 262144 are kept");
    }
}
