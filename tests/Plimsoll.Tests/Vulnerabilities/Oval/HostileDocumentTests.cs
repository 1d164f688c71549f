using System.IO.Compression;
using System.Text;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>Documents that mean harm.</summary>
public sealed class HostileDocumentTests
{
    [Fact]
    public void Refuses_a_document_type_and_so_all_entities() =>
        Should.Throw<InvalidDataException>(() => Definitions.Parse("""
            <!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
            <oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"><definitions><definition id="&b;"/></definitions></oval_definitions>
            """)).Message.ShouldContain("DTD");

    [Theory]
    [InlineData("<oval_definitions><definitions><definition id=\"d\">", "</definition></definitions></oval_definitions>")]
    [InlineData("<oval_definitions><definitions><definition id=\"d\"><metadata>", "</metadata></definition></definitions></oval_definitions>")]
    [InlineData("<oval_definitions><objects><o_object id=\"d\">", "</o_object></objects></oval_definitions>")]
    [InlineData("<oval_definitions><nothing>", "</nothing></oval_definitions>")]
    public void Refuses_elements_that_stand_in_each_other_too_deep(string before, string after)
    {
        foreach (var name in new[] { "criteria", "set", "concat", "x" })
        {
            var nested = before + string.Concat(Enumerable.Repeat($"<{name}>", 50_000)) + string.Concat(Enumerable.Repeat($"</{name}>", 50_000)) + after;
            Should.Throw<InvalidDataException>(() => Definitions.Parse(nested)).Message.ShouldContain("128 deep");
        }
    }

    [Theory]
    [InlineData("", "no XML")]
    [InlineData("<html/>", "'html'")]
    [InlineData("<oval_definitions><definitions><definition id='a'>", "no XML")]
    [InlineData("<oval_definitions><definitions><definition/></definitions></oval_definitions>", "has no id")]
    public void Refuses_what_is_no_document(string xml, string message) => Should.Throw<InvalidDataException>(() => Definitions.Parse(xml)).Message.ShouldContain(message);

    [Fact]
    public void Refuses_more_than_its_limits()
    {
        var xml = new Definitions().Test("a", "linux#dpkginfo", "<name>a</name>").Test("b", "linux#dpkginfo", $"<name>{new string('x', 2000)}</name>").Xml();
        Should.Throw<InvalidDataException>(() => Definitions.Parse(xml, OvalLimits.Default with { MaxParts = 5 })).Message.ShouldContain("more than 5 parts");
        Should.Throw<InvalidDataException>(() => Definitions.Parse(xml, OvalLimits.Default with { MaxValueLength = 1000 })).Message.ShouldContain("more than 1000 characters");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes($"<oval_definitions>{string.Concat(Enumerable.Repeat("<generator/>", 1_000_000))}</oval_definitions>"));
        packed.Position = 0;
        Should.Throw<InvalidDataException>(() => OvalReader.Read(packed, OvalLimits.Default with { MaxCharacters = 1_000_000 })).Message.ShouldContain("no XML that can be read");
    }

    [Fact]
    public void Refuses_an_attribute_that_would_fill_the_memory() =>
        Should.Throw<InvalidDataException>(() => Definitions.Parse($"<oval_definitions a=\"{new string('x', 9 << 20)}\"/>")).Message.ShouldContain("nothing begins within");

    [Fact]
    public void Reads_documents_that_are_packed_and_keeps_the_first_of_two()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(new Definitions().Test("a", "linux#dpkginfo", "<name>a</name>").Definition("a", "").Xml()));
        packed.Position = 0;

        var document = OvalReader.Read(packed);

        document.Ids.ShouldBe(["a"]);
        document.Problems.ShouldBe(["a stands there twice; the first one counts"]);
        OvalEvaluation.Run(document, new MemorySystem { Dpkg = [new OvalPackage("a", "1")] }).Definitions["a"].Word.ShouldBe("true");
    }

    [Fact]
    public void Definitions_variables_and_objects_that_lead_back_to_themselves_are_errors()
    {
        var definitions = new Definitions().Definition("a", "<criteria><extend_definition definition_ref=\"b\"/></criteria>").Definition("b", "<criteria><extend_definition definition_ref=\"a\"/></criteria>")
            .Definition("self", "<criteria operator=\"OR\"><extend_definition definition_ref=\"self\"/></criteria>")
            .Local("v", "<concat><variable_component var_ref=\"v\"/><variable_component var_ref=\"v\"/></concat>").Test("variable", "independent#variable", "<var_ref>v</var_ref>", "<value>x</value>")
            .Local("w", "<object_component object_ref=\"o\" item_field=\"name\"/>").Object("o", "linux#dpkginfo", "<name var_ref=\"w\"/>").Test("object", "independent#variable", "<var_ref>w</var_ref>", "<value>x</value>")
            .Object("s", "linux#dpkginfo", "<d:set><d:object_reference>s</d:object_reference></d:set>").Local("u", "<object_component object_ref=\"s\" item_field=\"name\"/>").Test("set", "independent#variable", "<var_ref>u</var_ref>", "<value>x</value>");

        var verdicts = definitions.Verdicts(new MemorySystem { Dpkg = [] });

        verdicts.Values.ShouldAllBe(verdict => verdict.Word == "error" && verdict.Reason!.Contains("leads back to itself", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_definitions_is_an_error_and_no_crash()
    {
        var definitions = new Definitions();
        for (var i = 0; i < 100_000; i++) definitions.Definition($"d{i}", $"<criteria><extend_definition definition_ref=\"d{i + 1}\"/></criteria>");

        var verdicts = definitions.Verdicts(new MemorySystem());

        verdicts.Count.ShouldBe(100_000);
        verdicts["d0"].Reason.ShouldBe("one thing leads to another more than 200 times");
    }

    [Fact]
    public void A_variable_with_a_trillion_values_is_an_error()
    {
        var definitions = new Definitions().Constant("many", [.. Enumerable.Range(0, 10_000).Select(i => $"{i}")]).Local("v", "<concat>" + string.Concat(Enumerable.Repeat("<variable_component var_ref=\"many\"/>", 3)) + "</concat>")
            .Constant("long", new string('x', 60_000)).Local("w", "<concat><variable_component var_ref=\"long\"/><variable_component var_ref=\"long\"/></concat>")
            .Test("v", "independent#variable", "<var_ref>v</var_ref>", "<value>x</value>").Test("w", "independent#variable", "<var_ref>w</var_ref>", "<value>x</value>");

        var verdicts = definitions.Verdicts(new MemorySystem());

        verdicts["v"].Reason.ShouldBe("a variable has more than 50000 values");
        verdicts["w"].Reason.ShouldBe("the values of a variable are too long to be true");
    }

    [Fact]
    public void An_expression_that_never_ends_is_an_error_of_its_test_alone()
    {
        var system = new MemorySystem { Dpkg = [new OvalPackage("a", "1")] }.File("/etc/x", new string('a', 60) + "!\n");
        var definitions = new Definitions().Test("slow", "independent#textfilecontent54", "<filepath>/etc/x</filepath><pattern operation=\"pattern match\">^(a+)+$</pattern><instance datatype=\"int\">1</instance>").Test("fine", "linux#dpkginfo", "<name>a</name>");

        var verdicts = definitions.Verdicts(system);

        verdicts["slow"].ShouldBe(new OvalVerdict(OvalResult.Error, "/etc/x: the expression '^(a+)+$' took more than 250 ms"));
        verdicts["fine"].Word.ShouldBe("true");
    }

    [Fact]
    public void Time_and_files_have_an_end()
    {
        var definitions = new Definitions().Test("files", "unix#file", "<filepath operation=\"pattern match\">nothing</filepath>", test: "check_existence=\"none_exist\"");

        definitions.Verdicts(new MemorySystem().File("/a/b").File("/a/c"), limits: OvalLimits.Default with { MaxVisits = 2 })["files"].Reason.ShouldNotBeNull().ShouldContain("more files than there was time for");
        definitions.Verdicts(new MemorySystem(), limits: OvalLimits.Default with { Timeout = TimeSpan.Zero })["files"].Reason.ShouldBe("the evaluation took more than 0 s");
    }

    [Fact]
    public void What_refers_to_nothing_or_uses_words_that_are_none_is_an_error_and_the_rest_is_used()
    {
        var definitions = new Definitions().Definition("test", "<criteria><criterion test_ref=\"nowhere\"/></criteria>").Definition("definition", "<criteria><extend_definition definition_ref=\"nowhere\"/></criteria>")
            .Definition("operator", "<criteria operator=\"MAYBE\"><criterion test_ref=\"t1\"/></criteria>").Definition("empty", "<criteria/>").Test("fine", "linux#dpkginfo", "<name>a</name>")
            .Test("check", "linux#dpkginfo", "<name>a</name>", test: "check=\"some\"").Test("stranger", "windows#registry", "<hive>x</hive>").Test("existence", "linux#dpkginfo", "<name>a</name>", test: "check_existence=\"perhaps\"");

        definitions.On(new MemorySystem { Dpkg = [new OvalPackage("a", "1")] }).ShouldBe(new Dictionary<string, string>
        {
            ["test"] = "error",
            ["definition"] = "error",
            ["operator"] = "error",
            ["empty"] = "unknown",
            ["fine"] = "true",
            ["check"] = "error",
            ["stranger"] = "unknown",
            ["existence"] = "error",
        }, ignoreOrder: true);
    }
}
