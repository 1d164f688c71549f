using System.IO.Compression;
using System.Text;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Tests.Storage.Transfer;

/// <summary>An export that is not whole must never look like one.</summary>
public sealed class ExportReaderTests
{
    private const string Header = """{"format":"plimsoll-database","version":1,"engine":"sqlite","schema":5,"storeId":"s","takenAt":"2026-03-01T12:00:00Z","counters":{"principals":3}}""";
    private const string Table = """{"table":"tags","columns":["id","name","content"]}""";

    [Fact]
    public async Task Reads_rows_with_every_kind_of_value()
    {
        var rows = await ReadAsync(Header, Table, """[1,"ü",{"b":"AAH/"}]""", """[-9223372036854775808,null,null]""", """{"end":{"tags":2}}""");

        rows.Count.ShouldBe(2);
        rows[0].Values[1].ShouldBe("ü");
        rows[0].Values[2].ShouldBe(new byte[] { 0, 1, 255 });
        rows[1].Values.ShouldBe([long.MinValue, null, null]);
    }

    [Fact]
    public async Task Reads_a_row_of_many_megabytes()
    {
        var text = new string('x', 20_000_000);

        (await ReadAsync(Header, Table, $"""[1,"{text}",null]""", """{"end":{"tags":1}}"""))[0].Values[1].ShouldBe(text);
    }

    [Theory]
    [InlineData("no end", Header, Table, """[1,"a",null]""")]
    [InlineData("rows are missing", Header, Table, """[1,"a",null]""", """{"end":{"tags":2}}""")]
    [InlineData("a table is missing", Header, Table, """{"end":{"tags":0,"blobs":1}}""")]
    [InlineData("a value is missing", Header, Table, """[1,"a"]""", """{"end":{"tags":1}}""")]
    [InlineData("a row without a table", Header, """[1,"a",null]""", """{"end":{}}""")]
    [InlineData("no JSON", Header, Table, """[1,"a""", """{"end":{"tags":1}}""")]
    [InlineData("an unknown line", Header, """{"else":1}""")]
    [InlineData("another file", """{"format":"tar"}""")]
    [InlineData("a later format", """{"format":"plimsoll-database","version":2}""")]
    [InlineData("nothing")]
    public async Task Refuses_what_is_no_whole_export(string why, params string[] lines) => await Should.ThrowAsync<InvalidDataException>(ReadAsync(lines), why);

    [Fact]
    public async Task Refuses_a_file_that_was_cut_off()
    {
        var whole = Compress(Header, Table, """[1,"a",null]""", """{"end":{"tags":1}}""");

        await Should.ThrowAsync<InvalidDataException>(ReadAsync(whole[..^20]));
    }

    private static Task<List<Plimsoll.Storage.Metadata.TableRow>> ReadAsync(params string[] lines) => ReadAsync(Compress(lines));

    private static async Task<List<Plimsoll.Storage.Metadata.TableRow>> ReadAsync(byte[] file)
    {
        await using var export = await ExportReader.OpenAsync(new MemoryStream(file), default);
        return await export.ReadAsync(default).ToListAsync();
    }

    private static byte[] Compress(params string[] lines)
    {
        using var stored = new MemoryStream();
        using (var compressed = new GZipStream(stored, CompressionLevel.Fastest)) compressed.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
        return stored.ToArray();
    }
}
