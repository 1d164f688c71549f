using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>Which items objects describe.</summary>
public sealed class ObjectTests
{
    private static MemorySystem Files => new MemorySystem()
        .File("/etc/a.conf", "x=1\nx=2\n#x=3\n").File("/etc/sub/b.conf", "y\n").File("/etc/sub/deep/c.conf", "z").File("/usr/bin/tool", mode: 0x9ed).Directory("/tmp", 0x3ff)
        .Link("/bin", "/usr/bin").Link("/etc/linked", "/etc/sub").Link("/etc/loop", "/etc").Link("/etc/broken", "/nowhere").Link("/etc/l.conf", "/etc/a.conf");

    [Theory]
    [InlineData("<filepath>/etc/a.conf</filepath>", "/etc/a.conf")]
    [InlineData("<filepath>/etc/l.conf</filepath>", "/etc/l.conf")]
    [InlineData("<filepath>/etc/sub</filepath>", "")]
    [InlineData("<filepath>/bin/tool</filepath>", "/bin/tool")]
    [InlineData("<filepath operation=\"pattern match\">^/usr/.*$</filepath>", "/usr/bin/tool")]
    [InlineData("<filepath operation=\"pattern match\">tool$</filepath>", "/bin/tool /usr/bin/tool")]
    [InlineData("<filepath operation=\"pattern match\">^/etc/linked/.*$</filepath>", "/etc/linked/b.conf /etc/linked/deep/c.conf")]
    [InlineData("<path>/etc</path><filename operation=\"pattern match\">\\.conf$</filename>", "/etc/a.conf /etc/l.conf")]
    [InlineData("<path>/etc/</path><filename>a.conf</filename>", "/etc/a.conf")]
    [InlineData("<path operation=\"pattern match\">^/etc/s.*</path><filename operation=\"pattern match\">.*</filename>", "/etc/sub/b.conf /etc/sub/deep/c.conf")]
    [InlineData("<behaviors recurse=\"directories\" recurse_direction=\"down\" max_depth=\"1\"/><path>/etc</path><filename operation=\"pattern match\">\\.conf$</filename>", "/etc/a.conf /etc/l.conf /etc/sub/b.conf")]
    [InlineData("<behaviors recurse=\"directories\" recurse_direction=\"down\" max_depth=\"-1\"/><path>/etc</path><filename operation=\"pattern match\">^[abc].conf$</filename>", "/etc/a.conf /etc/sub/b.conf /etc/sub/deep/c.conf")]
    [InlineData("<behaviors recurse_direction=\"down\"/><path>/etc</path><filename>b.conf</filename>", "/etc/linked/b.conf /etc/sub/b.conf")]
    [InlineData("<behaviors recurse_direction=\"up\"/><path>/etc/sub/deep</path><filename operation=\"pattern match\">conf$</filename>", "/etc/a.conf /etc/l.conf /etc/sub/b.conf /etc/sub/deep/c.conf")]
    [InlineData("<path>/etc/sub</path><filename xsi:nil=\"true\"/>", "/etc/sub")]
    [InlineData("<behaviors recurse=\"directories\" recurse_direction=\"down\"/><path>/etc</path><filename xsi:nil=\"true\"/>", "/etc /etc/sub /etc/sub/deep")]
    public void Finds_files(string content, string paths)
    {
        var expected = paths.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var field = content.Contains("nil", StringComparison.Ordinal) ? "path" : "filepath";
        var definitions = new Definitions().Object("found", "unix#file", content).Local("v", $"<object_component object_ref=\"found\" item_field=\"{field}\"/>").Constant("expected", expected)
            .Local("n", "<count><variable_component var_ref=\"v\"/></count>").Test("count", "independent#variable", "<var_ref>n</var_ref>", $"<value datatype=\"int\">{expected.Length}</value>");
        if (expected.Length > 0) definitions.Test("paths", "independent#variable", "<var_ref>v</var_ref>", "<value var_ref=\"expected\" var_check=\"at least one\"/>");

        definitions.On(Files).ShouldAllBe(word => word.Value == "true");
    }

    [Theory]
    [InlineData("<filepath>/usr/bin/tool</filepath>", "<suid datatype=\"boolean\">true</suid><oexec datatype=\"boolean\">true</oexec><owrite datatype=\"boolean\">false</owrite><user_id datatype=\"int\">0</user_id><type>regular</type>", "true")]
    [InlineData("<path>/tmp</path><filename xsi:nil=\"true\"/>", "<sticky datatype=\"boolean\">true</sticky><owrite datatype=\"boolean\">true</owrite><type>directory</type>", "true")]
    [InlineData("<filepath>/etc/l.conf</filepath>", "<type>symbolic link</type>", "true")]
    [InlineData("<filepath>/etc/a.conf</filepath>", "<size datatype=\"int\" operation=\"greater than\">9000</size>", "false")]
    [InlineData("<filepath>/etc/a.conf</filepath>", "<m_time datatype=\"int\" operation=\"greater than\">0</m_time>", "unknown")]
    public void Knows_the_properties_of_files(string content, string state, string word) => new Definitions().Test("d", "unix#file", content, state).On(Files)["d"].ShouldBe(word);

    [Theory]
    [InlineData("^x=(.*)$", "1", "", "1")]
    [InlineData("^x=(.*)$", "-1", "", "2")]
    [InlineData("x=(.*)", "3", "", "3")]
    [InlineData("^X=(2)", "1", "ignore_case=\"true\"", "2")]
    [InlineData("^x=([^#]*)#", "1", "multiline=\"false\"", "1\nx=2\n")]
    [InlineData("x=1(.)x=2", "1", "singleline=\"true\"", "\n")]
    public void Finds_text(string pattern, string instance, string behaviors, string expected)
    {
        var content = $"<behaviors {behaviors}/><filepath>/etc/l.conf</filepath><pattern operation=\"pattern match\">{pattern}</pattern><instance datatype=\"int\">{instance}</instance>";

        new Definitions().Test("d", "independent#textfilecontent54", content, $"<subexpression>{expected}</subexpression>").On(Files)["d"].ShouldBe("true");
    }

    [Fact]
    public void What_cannot_be_read_is_unknown_and_not_absent()
    {
        var system = Files;
        system.Unreadable.Add("/etc/a.conf");
        const string Content = "<filepath>/etc/a.conf</filepath><pattern operation=\"pattern match\">x</pattern><instance datatype=\"int\">1</instance>";
        var definitions = new Definitions().Test("exists", "independent#textfilecontent54", Content).Test("none", "independent#textfilecontent54", Content, test: "check_existence=\"none_exist\"")
            .Test("any", "independent#textfilecontent54", Content, test: "check_existence=\"any_exist\"").Test("sysctl", "unix#sysctl", "<name>a</name>", "<value>1</value>", "check_existence=\"none_exist\"");

        var verdicts = definitions.Verdicts(system);

        verdicts["exists"].ShouldBe(new OvalVerdict(OvalResult.Unknown, "/etc/a.conf: nobody may read it"));
        verdicts["none"].Word.ShouldBe("unknown");
        verdicts["any"].Word.ShouldBe("true");
        verdicts["sysctl"].Word.ShouldBe("unknown");
    }

    [Fact]
    public void A_system_that_is_known_in_part_shows_what_is_there_and_never_what_is_not()
    {
        var system = new MemorySystem { Dpkg = [new OvalPackage("a", "1")], Gap = "/var cannot be read" };
        var definitions = new Definitions().Test("there", "linux#dpkginfo", "<name>a</name>").Test("absent", "linux#dpkginfo", "<name>b</name>").Test("none", "linux#dpkginfo", "<name>b</name>", test: "check_existence=\"none_exist\"")
            .Test("file", "unix#file", "<filepath>/x</filepath>").Test("rpm", "linux#rpminfo", "<name>b</name>");

        var verdicts = definitions.Verdicts(system);

        verdicts["there"].Word.ShouldBe("true");
        foreach (var id in new[] { "absent", "none", "file", "rpm" }) verdicts[id].ShouldBe(new OvalVerdict(OvalResult.Unknown, "/var cannot be read"));
        var doubtful = new MemorySystem { Dpkg = [new OvalPackage("a", "1")], Doubt = "layer 1 is not there" };
        definitions.Verdicts(doubtful).Values.ShouldAllBe(verdict => verdict == new OvalVerdict(OvalResult.Unknown, "layer 1 is not there"));
    }

    [Theory]
    [InlineData("UNION", "3")]
    [InlineData("INTERSECTION", "1")]
    [InlineData("COMPLEMENT", "1")]
    public void Puts_sets_together(string how, string count)
    {
        var definitions = new Definitions().Object("ab", "linux#dpkginfo", "<name operation=\"pattern match\">^[ab]$</name>").Object("bc", "linux#dpkginfo", "<name operation=\"pattern match\">^[bc]$</name>")
            .Object("set", "linux#dpkginfo", $"<d:set set_operator=\"{how}\"><d:object_reference>ab</d:object_reference><d:object_reference>bc</d:object_reference></d:set>")
            .Local("n", "<count><object_component object_ref=\"set\" item_field=\"name\"/></count>").Test("d", "independent#variable", "<var_ref>n</var_ref>", $"<value datatype=\"int\">{count}</value>");

        definitions.On(new MemorySystem { Dpkg = [new OvalPackage("a", "1"), new OvalPackage("b", "1"), new OvalPackage("c", "1")] })["d"].ShouldBe("true");
    }

    [Theory]
    [InlineData("include", "a")]
    [InlineData("exclude", "b")]
    public void Filters_items(string action, string left)
    {
        var definitions = new Definitions().Object("o", "linux#dpkginfo", $"<name operation=\"pattern match\">.</name><d:filter action=\"{action}\">old</d:filter>")
            .State("old", "linux#dpkginfo", "<evr datatype=\"debian_evr_string\" operation=\"less than\">0:2</evr>").Local("v", "<object_component object_ref=\"o\" item_field=\"name\"/>")
            .Test("d", "independent#variable", "<var_ref>v</var_ref>", $"<value>{left}</value>");

        definitions.On(new MemorySystem { Dpkg = [new OvalPackage("a", "1"), new OvalPackage("b", "2")] })["d"].ShouldBe("true");
    }

    [Fact]
    public void Knows_accounts_links_the_environment_the_family_and_the_machine()
    {
        var system = new MemorySystem { Environment = new Dictionary<string, string> { ["PATH"] = "/bin:." }, Machine = "x86_64" }
            .File("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ngames:x:5:60:games:/usr/games:/usr/sbin/nologin\nbroken\n").File("/etc/shadow", "root:$6$abc$def:19000:0:99999:7:::\n").Link("/bin", "/usr/bin").Directory("/usr/bin");
        var definitions = new Definitions()
            .Test("password", "unix#password", "<username operation=\"pattern match\">.</username>", "<user_id datatype=\"int\" operation=\"less than\">10</user_id>")
            .Test("shadow", "unix#shadow", "<username>root</username>", "<encrypt_method>SHA-512</encrypt_method><chg_req>99999</chg_req>")
            .Test("symlink", "unix#symlink", "<filepath>/bin</filepath>", "<canonical_path>/usr/bin</canonical_path>")
            .Test("environment", "independent#environmentvariable58", "<pid xsi:nil=\"true\" datatype=\"int\"/><name>PATH</name>", "<value operation=\"pattern match\">(^|:)\\.(:|$)</value>")
            .Test("family", "independent#family", "", "<family>unix</family>")
            .Test("machine", "unix#uname", "", "<processor_type>x86_64</processor_type>")
            .Test("kernel", "unix#uname", "", "<os_release operation=\"pattern match\">.</os_release>")
            .Test("absent", "independent#environmentvariable", "<name>LANG</name>")
            .Test("login", "unix#password", "<username>root</username>", "<last_login datatype=\"int\">0</last_login>");

        var words = definitions.On(system);

        words.Where(word => word.Value != "true").ToDictionary().ShouldBe(new Dictionary<string, string> { ["kernel"] = "unknown", ["absent"] = "false", ["login"] = "unknown" }, ignoreOrder: true);
    }

    [Fact]
    public void Tells_a_release_by_the_owner_of_a_file()
    {
        var system = new MemorySystem { Rpm = [new OvalPackage("redhat-release", "8.9-0.1.el8", "x86_64", "199e2f91fd431d51"), new OvalPackage("bash", "4.4-1.el8", "x86_64")] }.File("/etc/redhat-release", package: "redhat-release").File("/etc/issue");
        const string Release = "<behaviors nomd5=\"true\"/><name operation=\"pattern match\"/><epoch operation=\"pattern match\"/><version operation=\"pattern match\"/><release operation=\"pattern match\"/><arch operation=\"pattern match\"/><filepath>/etc/redhat-release</filepath>";
        var definitions = new Definitions().Test("release8", "linux#rpmverifyfile", Release, "<name operation=\"pattern match\">^redhat-release</name><version operation=\"pattern match\">^8[^\\d]</version>")
            .Test("release9", "linux#rpmverifyfile", Release, "<version operation=\"pattern match\">^9[^\\d]</version>").Test("changed", "linux#rpmverifyfile", Release, "<md5_differs>fail</md5_differs>")
            .Test("key", "linux#rpminfo", "<name>redhat-release</name>", "<signature_keyid operation=\"equals\">199e2f91fd431d51</signature_keyid><arch operation=\"pattern match\">x86_64</arch>");

        definitions.On(system).ShouldBe(new Dictionary<string, string> { ["release8"] = "true", ["release9"] = "false", ["changed"] = "unknown", ["key"] = "true" }, ignoreOrder: true);
    }

    [Fact]
    public void Knows_of_services_what_links_tell()
    {
        var system = new MemorySystem().File("/usr/lib/systemd/systemd").File("/usr/lib/systemd/system/multi-user.target", "[Unit]").File("/usr/lib/systemd/system/cron.service", "[Unit]")
            .File("/usr/lib/systemd/system/rpc.service", "[Unit]").Link("/etc/systemd/system/multi-user.target.wants/cron.service", "/usr/lib/systemd/system/cron.service").Link("/etc/systemd/system/rpc.service", "/dev/null");
        static string Wants(string unit) => $"<dependency entity_check=\"at least one\">{unit}</dependency>";
        static string Property(string unit, string property) => $"<unit>{unit}</unit><property>{property}</property>";
        var definitions = new Definitions().Test("enabled", "linux#systemdunitdependency", "<unit>multi-user.target</unit>", Wants("cron.service")).Test("disabled", "linux#systemdunitdependency", "<unit>multi-user.target</unit>", Wants("rpc.service"))
            .Test("masked", "linux#systemdunitproperty", Property("rpc.service", "LoadState"), "<value>masked</value>").Test("running", "linux#systemdunitproperty", Property("cron.service", "ActiveState"), "<value>active</value>");

        definitions.On(system).ShouldBe(new Dictionary<string, string> { ["enabled"] = "true", ["disabled"] = "false", ["masked"] = "true", ["running"] = "unknown" }, ignoreOrder: true);
        definitions.On(new MemorySystem()).Values.ShouldAllBe(word => word == "unknown");
    }
}
