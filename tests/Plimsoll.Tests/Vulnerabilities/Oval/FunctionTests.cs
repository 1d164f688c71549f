using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>What local variables make, seen through a test of the variable.</summary>
public sealed class FunctionTests
{
    private const string Two = "<variable_component var_ref=\"two\"/>";

    [Theory]
    [InlineData("<literal_component> x </literal_component>", " x ")]
    [InlineData("<begin character=\"/\">" + Two + "</begin>", "/a|/bb")]
    [InlineData("<end character=\"b\">" + Two + "</end>", "/ab|bb")]
    [InlineData("<concat>" + Two + "<literal_component>-</literal_component>" + Two + "</concat>", "/a-/a|bb-/a|/a-bb|bb-bb")]
    [InlineData("<unique>" + Two + Two + "</unique>", "/a|bb")]
    [InlineData("<count>" + Two + Two + "</count>", "4")]
    [InlineData("<count><object_component object_ref=\"none\" item_field=\"name\"/></count>", "0")]
    [InlineData("<split delimiter=\",\"><literal_component>a,b,,c</literal_component></split>", "a|b||c")]
    [InlineData("<split delimiter=\"\"><literal_component>ab</literal_component></split>", "a|b")]
    [InlineData("<substring substring_start=\"2\" substring_length=\"3\"><literal_component>abcdef</literal_component></substring>", "bcd")]
    [InlineData("<substring substring_start=\"0\" substring_length=\"-1\"><literal_component>abc</literal_component></substring>", "abc")]
    [InlineData("<substring substring_start=\"2\" substring_length=\"99\"><literal_component>abc</literal_component></substring>", "bc")]
    [InlineData("<escape_regex><literal_component>a.b*(c)</literal_component></escape_regex>", @"a\.b\*\(c\)")]
    [InlineData("<regex_capture pattern=\"v([0-9]+)\"><literal_component>xv42v7</literal_component></regex_capture>", "42")]
    [InlineData("<regex_capture pattern=\"v([0-9]+)\"><literal_component>none</literal_component></regex_capture>", "")]
    [InlineData("<arithmetic arithmetic_operation=\"add\"><literal_component>4</literal_component><literal_component>-1</literal_component></arithmetic>", "3")]
    [InlineData("<arithmetic arithmetic_operation=\"multiply\"><literal_component>1.5</literal_component><literal_component>3</literal_component></arithmetic>", "4.5")]
    [InlineData("<glob_to_regex><literal_component>*.conf</literal_component></glob_to_regex>", @"^(?!\.)[^/]*\.conf$")]
    [InlineData("<time_difference format_1=\"seconds_since_epoch\" format_2=\"seconds_since_epoch\"><literal_component>5</literal_component><literal_component>2</literal_component></time_difference>", "3")]
    [InlineData("<object_component object_ref=\"all\" item_field=\"name\"/>", "p|q")]
    public void Makes_values(string function, string values)
    {
        var definitions = new Definitions().Constant("two", "/a", "bb").Local("v", function).Constant("expected", values.Split('|'))
            .Local("n", "<count><variable_component var_ref=\"v\"/></count>")
            .Object("none", "linux#dpkginfo", "<name>absent</name>").Object("all", "linux#dpkginfo", "<name operation=\"pattern match\">.*</name>")
            .Test("values", "independent#variable", "<var_ref>v</var_ref>", "<value var_ref=\"expected\" var_check=\"at least one\" entity_check=\"all\"/>")
            .Test("others", "independent#variable", "<var_ref>expected</var_ref>", "<value var_ref=\"v\" var_check=\"at least one\" entity_check=\"all\"/>")
            .Test("count", "independent#variable", "<var_ref>n</var_ref>", $"<value datatype=\"int\">{values.Split('|').Length}</value>");

        var words = definitions.On(new MemorySystem { Dpkg = [new OvalPackage("p", "1"), new OvalPackage("q", "2")] });

        words.ShouldAllBe(word => word.Value == "true");
    }

    [Theory]
    [InlineData("<substring substring_start=\"9\" substring_length=\"1\"><literal_component>abc</literal_component></substring>", "error")]
    [InlineData("<arithmetic arithmetic_operation=\"add\"><literal_component>four</literal_component></arithmetic>", "error")]
    [InlineData("<object_component object_ref=\"all\" item_field=\"colour\"/>", "error")]
    [InlineData("<object_component object_ref=\"nowhere\" item_field=\"name\"/>", "error")]
    [InlineData("<regex_capture pattern=\"(\"><literal_component>abc</literal_component></regex_capture>", "error")]
    [InlineData("<merge><literal_component>abc</literal_component></merge>", "unknown")]
    [InlineData("<variable_component var_ref=\"given\"/>", "unknown")]
    [InlineData("<concat><literal_component>a</literal_component><variable_component var_ref=\"given\"/></concat>", "unknown")]
    [InlineData("<count><variable_component var_ref=\"given\"/></count>", "unknown")]
    [InlineData("<object_component object_ref=\"kernel\" item_field=\"value\"/>", "unknown")]
    public void Says_when_values_cannot_be_made(string function, string word)
    {
        var definitions = new Definitions().Local("v", function).External("given").Object("all", "linux#dpkginfo", "<name operation=\"pattern match\">.*</name>").Object("kernel", "unix#sysctl", "<name>x</name>")
            .Test("variable", "independent#variable", "<var_ref>v</var_ref>", "<value>abc</value>")
            .Test("state", "linux#dpkginfo", "<name>p</name>", "<name var_ref=\"v\"/>");

        var verdicts = definitions.Verdicts(new MemorySystem { Dpkg = [new OvalPackage("p", "1")] });

        verdicts.Values.ShouldAllBe(verdict => verdict.Word == word && verdict.Reason != null);
    }

    [Fact]
    public void Takes_values_from_outside_in_both_forms()
    {
        const string Variables = "<oval_variables xmlns=\"http://oval.mitre.org/XMLSchema/oval-variables-5\"><variables><variable id=\"given\" datatype=\"string\" comment=\"c\"><value>p</value></variable></variables></oval_variables>";
        const string Benchmark = """
            <Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"><Value id="val"><title>t</title><value selector="other">q</value><value>p</value></Value>
            <Group id="g"><Rule id="r"><check><check-export export-name="given" value-id="val"/><check-content-ref href="x"/></check></Rule></Group></Benchmark>
            """;
        var definitions = new Definitions().External("given").Test("installed", "linux#dpkginfo", "<name var_ref=\"given\"/>");
        var system = new MemorySystem { Dpkg = [new OvalPackage("p", "1")] };

        definitions.On(system)["installed"].ShouldBe("unknown");
        foreach (var form in new[] { Variables, Benchmark })
        {
            var variables = OvalVariables.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(form)));
            variables.Count.ShouldBe(1);
            definitions.On(system, variables)["installed"].ShouldBe("true");
        }
        Should.Throw<InvalidDataException>(() => OvalVariables.Read(new MemoryStream("<html/>"u8.ToArray()))).Message.ShouldContain("'html'");
    }
}
