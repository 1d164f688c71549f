using System.Text;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Bench.Oval;

/// <summary>
/// Definitions as the oracle set of the tests has them: each with a test and a state of its own, an object for each package, one to three criteria under AND, OR, XOR or ONE, every tenth with another definition in it,
/// with six operations on versions. The same every time.
/// </summary>
internal sealed class OvalContent
{
    private const int Packages = 150;

    private static readonly string[] Operators = ["AND", "OR", "XOR", "ONE"];
    private static readonly string[] Operations = ["less than", "less than or equal", "greater than", "greater than or equal", "equals", "not equal"];
    private static readonly string[] Existences = ["at_least_one_exists", "all_exist", "none_exist", "any_exist"];

    public OvalContent(int definitions)
    {
        var random = new Random(7);
        var packages = Enumerable.Range(0, Packages).Select(i => new OvalPackage($"package-{i}", VersionOf(random), "amd64")).ToList();
        System = new PackagesOnly(packages);
        Xml = Write(definitions, packages, random);
    }

    /// <summary>The document.</summary>
    public byte[] Xml { get; }

    /// <summary>What it is evaluated on.</summary>
    public IOvalSystem System { get; }

    private static byte[] Write(int definitions, List<OvalPackage> packages, Random random)
    {
        var (text, tests, objects, states) = (new StringBuilder("<oval_definitions xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5\"><definitions>"), new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var i = 1; i <= definitions; i++)
        {
            text.Append($"<definition id=\"oval:plimsoll:def:{i}\" version=\"1\" class=\"vulnerability\"><metadata><title>t{i}</title><affected family=\"unix\"><platform>Debian</platform></affected><description>d</description></metadata><criteria operator=\"{Operators[random.Next(4)]}\">");
            text.Append($"<criterion test_ref=\"oval:plimsoll:tst:{i}\" />");
            for (var more = random.Next(3); more > 0; more--) text.Append($"<criterion test_ref=\"oval:plimsoll:tst:{random.Next(definitions) + 1}\"{(random.Next(5) == 0 ? " negate=\"true\"" : "")} />");
            if (i > 1 && random.Next(10) == 0) text.Append($"<extend_definition definition_ref=\"oval:plimsoll:def:{random.Next(1, i)}\" />");
            text.Append("</criteria></definition>");
            var wanted = random.Next(packages.Count * 4 / 3);
            tests.Append($"<dpkginfo_test xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5#linux\" id=\"oval:plimsoll:tst:{i}\" version=\"1\" comment=\"c\" check=\"all\" check_existence=\"{Existences[random.Next(4)]}\"><object object_ref=\"oval:plimsoll:obj:{wanted}\" /><state state_ref=\"oval:plimsoll:ste:{i}\" /></dpkginfo_test>");
            states.Append($"<dpkginfo_state xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5#linux\" id=\"oval:plimsoll:ste:{i}\" version=\"1\"><evr datatype=\"debian_evr_string\" operation=\"{Operations[random.Next(6)]}\">0:{VersionOf(random)}</evr></dpkginfo_state>");
        }
        // The last quarter is not installed.
        for (var i = 0; i < packages.Count * 4 / 3; i++)
            objects.Append($"<dpkginfo_object xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5#linux\" id=\"oval:plimsoll:obj:{i}\" version=\"1\"><name>package-{i}</name></dpkginfo_object>");
        text.Append("</definitions><tests>").Append(tests).Append("</tests><objects>").Append(objects).Append("</objects><states>").Append(states).Append("</states></oval_definitions>");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string VersionOf(Random random) => $"{random.Next(9)}.{random.Next(40)}.{random.Next(20)}{(random.Next(3) == 0 ? "+dfsg" : "")}-{random.Next(1, 6)}{(random.Next(3) == 0 ? $"+deb12u{random.Next(9)}" : "")}";

    private sealed class PackagesOnly(IReadOnlyList<OvalPackage> packages) : IOvalSystem
    {
        public IReadOnlyList<OvalPackage>? Dpkg => packages;
        public IReadOnlyList<OvalPackage>? Rpm => null;
        public IReadOnlyDictionary<string, string>? Environment => null;
        public string? Machine => null;
        public string? Gap => null;
        public string? Doubt => null;
        public OvalFile? Find(string path) => null;
        public OvalFile? Follow(string path) => null;
        public IEnumerable<OvalFile> List(string directory) => [];
        public OvalText Read(string path) => new(null, "there are no files");
    }
}
