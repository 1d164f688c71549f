using System.Buffers.Binary;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Go;

/// <summary>Which functions a program has, by the line table of Go (go/src/debug/gosym/pclntab.go).</summary>
public sealed class GoFunctionsTests
{
    private const string Modules = "path\texample.org/shop\nmod\texample.org/shop\t(devel)\t\ndep\tgolang.org/x/net\tv0.1.0\th1:a\ndep\tgopkg.in/yaml.v3\tv3.0.0\th1:b\ndep\tgithub.com/old/name\tv1.0.0\n=>\tgithub.com/new/name\tv1.2.0\th1:c\n";

    private static readonly string[] Names =
    [
        "net/http.(*Server).Serve", "net/http.(*Server).Serve.func1", "golang.org/x/net/html.Parse", "golang.org/x/net/html.(*Tokenizer).Next-fm", "gopkg.in/yaml%2ev3.Unmarshal", "slices.SortFunc[go.shape.[]main.T/x.y]",
        "github.com/old/name.F", "main.main", "type:.eq.net/http.Header", "example.org/shop/cart.Add.gowrap2",
    ];

    /// <summary>Words of the header after its first eight bytes: functions, files, where the text begins (from 1.18 on), then the tables, names first.</summary>
    private static byte[] Table(uint magic, int wordSize, bool isBig, params string[] names)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(names.Select(name => name + "\0")));
        const int Start = 0x60;
        ulong[] words = magic == 0xfffffffa ? [10, 3, Start, Start + (ulong)text.Length, 0, 0, 0, 0] : [10, 3, 0x401000, Start, Start + (ulong)text.Length, 0, 0, 0];
        var table = new byte[Start + text.Length + 16];
        if (isBig) BinaryPrimitives.WriteUInt32BigEndian(table, magic);
        else BinaryPrimitives.WriteUInt32LittleEndian(table, magic);
        (table[6], table[7]) = (1, (byte)wordSize);
        for (var i = 0; i < words.Length; i++)
        {
            var word = table.AsSpan(8 + (i * wordSize));
            switch (wordSize, isBig)
            {
                case (4, false): BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)words[i]); break;
                case (4, true): BinaryPrimitives.WriteUInt32BigEndian(word, (uint)words[i]); break;
                case (_, false): BinaryPrimitives.WriteUInt64LittleEndian(word, words[i]); break;
                default: BinaryPrimitives.WriteUInt64BigEndian(word, words[i]); break;
            }
        }
        text.CopyTo(table, Start);
        return table;
    }

    private static CataloguedFile Read(string section, byte[] table) => Reading.Of("usr/bin/app", ProgramBytes.Elf((".go.buildinfo", GoBytes.Inline("go1.22.1", Modules)), (section, table)));

    private static SymbolFilter? FilterOf(CataloguedFile report, string name) => SymbolFilter.Read(report.Packages.Single(package => package.Name == name).Properties?.GetValueOrDefault(SymbolFilter.Property));

    [Theory]
    [InlineData(0xfffffff1, 8, false, ".gopclntab")]
    [InlineData(0xfffffff0, 8, false, ".data.rel.ro.gopclntab")]
    [InlineData(0xfffffffa, 8, false, ".gopclntab")]
    [InlineData(0xfffffff1, 4, false, ".gopclntab")]
    [InlineData(0xfffffff1, 8, true, ".gopclntab")]
    public void Functions_are_told_by_module(uint magic, int wordSize, bool isBig, string section)
    {
        var report = Read(section, Table(magic, wordSize, isBig, Names));

        var library = FilterOf(report, "stdlib").ShouldNotBeNull();
        new[] { "net/http", "net/http.Server.Serve", "slices.SortFunc" }.ShouldAllBe(name => library.MayHave(name));
        new[] { "net/http.Server.Close", "net/mail", "golang.org/x/net/html.Parse", "main.main" }.ShouldAllBe(name => !library.MayHave(name));
        var net = FilterOf(report, "golang.org/x/net").ShouldNotBeNull();
        (net.MayHave("golang.org/x/net/html.Parse"), net.MayHave("golang.org/x/net/html.Tokenizer.Next"), net.MayHave("golang.org/x/net/http2.Server.ServeConn")).ShouldBe((true, true, false));
        FilterOf(report, "gopkg.in/yaml.v3").ShouldNotBeNull().MayHave("gopkg.in/yaml.v3.Unmarshal").ShouldBeTrue();
    }

    [Fact]
    public void A_large_program_has_them_all()
    {
        string[] names = [.. Enumerable.Range(0, 8000).Select(i => $"net/http.(*T{i}).Serve")];

        var library = FilterOf(Read(".gopclntab", Table(0xfffffff1, 8, false, names)), "stdlib").ShouldNotBeNull();

        Enumerable.Range(0, 8000).ShouldAllBe(i => library.MayHave($"net/http.T{i}.Serve"));
    }

    [Fact]
    public void What_was_replaced_is_imported_by_another_path_and_the_application_has_no_version() =>
        (FilterOf(Read(".gopclntab", Table(0xfffffff1, 8, false, Names)), "github.com/new/name"), FilterOf(Read(".gopclntab", Table(0xfffffff1, 8, false, Names)), "example.org/shop")).ShouldBe((null, null));

    [Fact]
    public void Without_a_table_that_can_be_read_nothing_is_told()
    {
        var whole = Table(0xfffffff1, 8, false, Names);
        var beyond = (byte[])whole.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(beyond.AsSpan(8 + (4 * 8)), 1UL << 40);
        foreach (var table in new[] { whole[..40], beyond, Table(0xfffffffb, 8, false, Names), [] })
        {
            var report = Read(".gopclntab", table);
            report.Packages.Count.ShouldBe(5);
            report.Problems.ShouldBeEmpty();
            report.Packages.ShouldAllBe(package => package.Properties == null || !package.Properties.ContainsKey(SymbolFilter.Property));
        }
    }

    [Fact]
    public void A_filter_has_what_it_was_made_of_and_little_else()
    {
        string[] names = [.. Enumerable.Range(0, 5000).Select(i => $"net/http.T{i}.Serve")];
        var filter = SymbolFilter.Read(SymbolFilter.Write(names)).ShouldNotBeNull();

        names.ShouldAllBe(name => filter.MayHave(name));
        Enumerable.Range(0, 10_000).Count(i => filter.MayHave($"net/http.U{i}.Serve")).ShouldBeLessThan(300);
        SymbolFilter.Write([.. Enumerable.Range(0, 100_000).Select(i => $"{i}")]).ShouldBeNull();
        SymbolFilter.Read("no base64!").ShouldBeNull();
        SymbolFilter.Read(SymbolFilter.Write([]))!.MayHave("net/http").ShouldBeFalse();
    }
}
