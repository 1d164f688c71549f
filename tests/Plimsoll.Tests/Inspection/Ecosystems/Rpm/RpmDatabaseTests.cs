using System.Security.Cryptography;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Ecosystems.Rpm;
using Plimsoll.Inspection.Layers;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Rpm;

/// <summary>Each form of the database says what rpm itself says of the one that it wrote.</summary>
public sealed class RpmDatabaseTests(RpmSystem system) : IClassFixture<RpmSystem>
{
    [Theory]
    [InlineData("rpmdb.sqlite")]
    [InlineData("Packages.db")]
    [InlineData("Packages")]
    public void Lists_what_rpm_lists(string form)
    {
        var expected = system.Lines("%{NAME}|%{EVR}|%{ARCH}|%{LICENSE}|%{SOURCERPM}|%|VENDOR?{%{VENDOR}}:{}||%|MODULARITYLABEL?{%{MODULARITYLABEL}}:{}|\n");

        var facts = Read(form, Database(form));

        facts.Problems.ShouldBeEmpty();
        facts.Packages.Select(package => string.Join('|', package.Name, package.Version, package.Arch, package.Licence, Property(package, "sourceRpm"), Property(package, "vendor"), Property(package, "modularityLabel")))
            .ShouldBe(expected.Where(line => !line.StartsWith("gpg-pubkey", StringComparison.Ordinal)), ignoreOrder: true);
        facts.Packages.Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("rpmdb.sqlite")]
    [InlineData("Packages.db")]
    [InlineData("Packages")]
    public void Lists_the_files_that_rpm_lists(string form)
    {
        var expected = system.Lines("[%{=NAME} %{FILEMODES:octal} %{FILEDIGESTS} %{FILEFLAGS} %{FILENAMES}\n]")
            .Select(line => line.Split(' ', 5)).Select(fields => string.Join(' ', fields[0], fields[1][^4..].TrimStart('0'), fields[4].EndsWith("ssl.cache", StringComparison.Ordinal) ? "" : fields[2], int.Parse(fields[3]) & 0xc3, fields[4]));

        var scan = Scan.Facts(new TarBytes().File($"var/lib/rpm/{form}", Database(form)));

        var packages = scan.Catalogued.ShouldHaveSingleItem().Packages;
        Enumerable.Range(0, scan.Owned.Count).Select(i => scan.Owned[i]).Select(owned => string.Join(
                ' ', packages[owned.Package].Name, Convert.ToString(owned.Mode!.Value, 8), Convert.ToHexStringLower(owned.Digest.Span), Flags(owned.Traits), "/" + scan.Files.Paths.PathOf(owned.Path)))
            .ShouldBe(expected, ignoreOrder: true);
        scan.Owned.Count.ShouldBeGreaterThan(600);
    }

    [Theory]
    [InlineData(512, false)]
    [InlineData(8192, false)]
    [InlineData(65536, false)]
    [InlineData(4096, true)]
    public void Reads_Berkeley_databases_of_any_page_size_and_byte_order(int pageSize, bool isBigEndian)
    {
        var facts = Read("Packages", system.Berkeley(pageSize, isBigEndian));

        facts.Problems.ShouldBeEmpty();
        Names(facts).ShouldBe(Names(Read("rpmdb.sqlite", system.Sqlite)));
    }

    /// <summary>Four billion buckets, none of which is there, would take hours.</summary>
    [Theory]
    [InlineData(0xffffffff)]
    [InlineData(0x7fffffff)]
    public void Does_not_look_for_more_buckets_than_the_file_has_pages(uint count)
    {
        var database = Catalogue.TestData("Packages.gz");
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(database.AsSpan(32), count);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(database.AsSpan(72), count);

        var report = Catalogue.Read(new RpmCataloguer(), "var/lib/rpm/Packages", database).Report;

        report.Problems.ShouldContain(problem => problem.Contains("it ends after"));
        report.Packages.ShouldNotBeEmpty();
    }

    [Fact]
    public void Leaves_out_what_was_removed_from_an_ndb_database()
    {
        var facts = Read("Packages.db", NdbBytes.Of(system.Headers, i => i < 3));

        facts.Problems.ShouldBeEmpty();
        (facts.Packages.Count + facts.Properties!.Count).ShouldBe(system.Headers.Count - 3);
    }

    [Fact]
    public void Tells_the_source_where_it_differs()
    {
        var packages = Read("rpmdb.sqlite", system.Sqlite).Packages;

        packages.Single(package => package.Name == "bash").ShouldSatisfyAllConditions(bash => bash.Source.ShouldBe("openssl-libs"), bash => bash.SourceVersion.ShouldBe("3.0.7-27.el9"));
        packages.Single(package => package.Name == "openssl-libs").ShouldSatisfyAllConditions(libs => libs.Source.ShouldBeNull(), libs => libs.SourceVersion.ShouldBeNull());
    }

    [Fact]
    public void Keeps_keys_apart_from_packages()
    {
        var facts = Read("rpmdb.sqlite", system.Sqlite);

        facts.Packages.ShouldNotContain(package => package.Name == "gpg-pubkey");
        facts.Properties!.Where(property => property.Key.StartsWith("gpg-pubkey", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            key => key.Key.ShouldBe(system.Lines("%{NAME}-%{VERSION}-%{RELEASE}\n").Single(name => name.StartsWith("gpg-pubkey", StringComparison.Ordinal))),
            key => key.Value.ShouldStartWith("-----BEGIN PGP PUBLIC KEY BLOCK-----"));
    }

    /// <summary>What is kept of a signature is enough to verify it with the key that gpg exports.</summary>
    [Theory]
    [InlineData("rpmdb.sqlite")]
    [InlineData("Packages.db")]
    [InlineData("Packages")]
    public void Keeps_what_verifies_the_signature(string form)
    {
        var packages = Read(form, Database(form)).Packages;

        var properties = packages.Single(package => package.Name == "bash").Properties!;
        var digest = properties["signedDigest"].Split(':');
        using var key = RSA.Create(RsaKey(system.Key));
        var signature = Convert.FromBase64String(properties["signature"])[^256..];
        key.VerifyHash(Convert.FromHexString(digest[1]), signature, new HashAlgorithmName(digest[0].ToUpperInvariant()), RSASignaturePadding.Pkcs1).ShouldBeTrue();
        properties["signatureKey"].ShouldEndWith(system.Lines("%{RSAHEADER:pgpsig}\n").Select(line => line.Split("Key ID ")).Single(parts => parts.Length == 2)[1]);
        packages.Single(package => package.Name == "tzdata").Properties!.Keys.ShouldNotContain("signature");
    }

    [Fact]
    public void Says_when_a_header_is_not_what_its_digest_says()
    {
        var header = system.Headers[0].ToArray();
        header.AsSpan().IndexOf("GPLv2"u8).ShouldBeGreaterThan(0);
        header[header.AsSpan().IndexOf("GPLv2"u8)] = (byte)'L';

        var facts = Read("Packages.db", NdbBytes.Of([header]));

        facts.Problems.ShouldHaveSingleItem().ShouldContain("is not what its SHA256 says");
        facts.Packages.ShouldHaveSingleItem().Licence.ShouldBe("LPLv2");
    }

    [Fact]
    public void A_large_database_is_never_held_whole()
    {
        var padded = system.Headers.Select(header => header.Length < 4096 ? (byte[])[.. header, .. new byte[1 << 20]] : []).Where(header => header.Length > 0).ToList();
        var database = NdbBytes.Of([.. Enumerable.Range(0, 20 / padded.Count).SelectMany(_ => padded)]);
        database.Length.ShouldBeGreaterThan(ContentSpool.MaxInMemory);
        var header = new FileHeader("var/lib/rpm/Packages.db", FileType.File, 0, database.Length);
        using var spool = new ContentSpool();
        spool.Begin(database.Length);
        foreach (var chunk in database.Chunk(1 << 20)) spool.Add(chunk);
        var (files, content, cataloguer) = (new FileIndex(), spool.Content(header), new RpmCataloguer());
        var report = new FileReport(files.Add(header), cataloguer.Name, files, new OwnedFiles(), new KeptRoom(1 << 20));

        var before = GC.GetAllocatedBytesForCurrentThread();
        cataloguer.Read(content, report);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        report.Build().Packages.Count.ShouldBeGreaterThan(10);
        content.IsInMemory.ShouldBeFalse();
        allocated.ShouldBeLessThan(6 << 20);
    }

    private byte[] Database(string form) => form switch
    {
        "rpmdb.sqlite" => system.Sqlite,
        "Packages" => system.Berkeley(4096),
        _ => NdbBytes.Of(system.Headers),
    };

    private static CataloguedFile Read(string name, byte[] database) => Scan.Facts(new TarBytes().File($"var/lib/rpm/{name}", database)).Catalogued.ShouldHaveSingleItem();

    private static IEnumerable<string> Names(CataloguedFile facts) => facts.Packages.Select(package => $"{package.Name}-{package.Version}.{package.Arch}").Order(StringComparer.Ordinal);

    private static string Property(PackageRecord package, string name) => package.Properties?.GetValueOrDefault(name) ?? "";

    private static int Flags(OwnedFileTraits traits) =>
        (traits.HasFlag(OwnedFileTraits.Configuration) ? 1 : 0) | (traits.HasFlag(OwnedFileTraits.Documentation) ? 2 : 0) | (traits.HasFlag(OwnedFileTraits.Ghost) ? 64 : 0) | (traits.HasFlag(OwnedFileTraits.Licence) ? 128 : 0);

    /// <summary>The key packet that an export begins with: version, time, algorithm, then modulus and exponent behind their numbers of bits (RFC 9580 section 5.5).</summary>
    private static RSAParameters RsaKey(byte[] export)
    {
        var body = export.AsSpan((export[0] & 3) + 2);
        var bits = (body[6] << 8) | body[7];
        var modulus = body.Slice(8, (bits + 7) / 8);
        var rest = body[(8 + modulus.Length)..];
        return new RSAParameters { Modulus = modulus.ToArray(), Exponent = rest.Slice(2, (((rest[0] << 8) | rest[1]) + 7) / 8).ToArray() };
    }
}
