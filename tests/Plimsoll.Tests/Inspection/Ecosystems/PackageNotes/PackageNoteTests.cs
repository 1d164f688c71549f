using System.Buffers.Binary;
using System.Text;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.PackageNotes;

public sealed class PackageNoteTests
{
    /// <summary>The example of the specification.</summary>
    private const string Example = """{"type":"rpm","os":"fedora","osVersion":"33","name":"coreutils","version":"4711.0815.fc13","architecture":"arm32","osCpe":"cpe:/o:fedoraproject:fedora:33"}""";

    public static readonly byte[] Program = Elf(Example);

    [Fact]
    public void Reads_the_note()
    {
        var package = Reading.Of("usr/local/bin/x", Program).Packages.ShouldHaveSingleItem();

        (package.Purl, package.Arch, package.Type).ShouldBe(("pkg:rpm/fedora/coreutils@4711.0815.fc13?arch=arm32&distro=fedora-33", "arm32", "rpm"));
        package.Properties!["osCpe"].ShouldBe("cpe:/o:fedoraproject:fedora:33");
    }

    [Fact]
    public void A_note_of_an_unknown_kind_of_package_is_generic() => Reading.Of("x", Elf("""{"type":"?!","name":"a","version":"1"}""")).Lines().ShouldBe(["pkg:generic/a@1 Medium"]);

    [Fact]
    public void A_note_without_a_name_is_none_and_damage_is_told()
    {
        Reading.Of("x", Elf("""{"type":"rpm"}""")).Packages.ShouldBeEmpty();
        Reading.Of("x", Elf("{")).Problems.ShouldHaveSingleItem().ShouldContain("no JSON");
    }

    private static byte[] Elf(string json)
    {
        var text = Encoding.UTF8.GetBytes(json + "\0\0");
        var head = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), (uint)text.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), 0xcafe1a7e);
        "FDO\0"u8.CopyTo(head.AsSpan(12));
        return ProgramBytes.Elf((".note.package", [.. head, .. text]));
    }
}
