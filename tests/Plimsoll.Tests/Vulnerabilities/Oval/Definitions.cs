using System.Text;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Tests.Vulnerabilities.Oval;

/// <summary>Writes small OVAL documents. Elements are given without namespace; kinds get theirs.</summary>
internal sealed class Definitions
{
    private readonly StringBuilder _definitions = new();
    private readonly StringBuilder _tests = new();
    private readonly StringBuilder _objects = new();
    private readonly StringBuilder _states = new();
    private readonly StringBuilder _variables = new();
    private int _count;

    /// <summary>A definition with these criteria.</summary>
    public Definitions Definition(string id, string criteria)
    {
        _definitions.Append($"<definition id=\"{id}\" version=\"1\" class=\"compliance\"><metadata><title>{id}</title></metadata>{criteria}</definition>");
        return this;
    }

    /// <summary>A definition that is what a test of its own is.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="kind">Such as <c>unix#file</c>.</param>
    /// <param name="object">What is in the object.</param>
    /// <param name="state">What is in the state; null for no state.</param>
    /// <param name="test">More attributes of the test.</param>
    public Definitions Test(string id, string kind, string @object, string? state = null, string test = "")
    {
        var number = ++_count;
        Definition(id, $"<criteria><criterion test_ref=\"t{number}\"/></criteria>");
        var (name, space) = (kind.Split('#')[1], $"xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5#{kind.Split('#')[0]}\"");
        var checks = test.Contains("check=", StringComparison.Ordinal) ? test : test + " check=\"all\"";
        _tests.Append($"<{name}_test {space} id=\"t{number}\" version=\"1\" {checks}><object object_ref=\"o{number}\"/>{(state is null ? "" : $"<state state_ref=\"s{number}\"/>")}</{name}_test>");
        Object($"o{number}", kind, @object);
        return state is null ? this : State($"s{number}", kind, state);
    }

    public Definitions Object(string id, string kind, string content)
    {
        _objects.Append($"<{kind.Split('#')[1]}_object xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5#{kind.Split('#')[0]}\" xmlns:d=\"http://oval.mitre.org/XMLSchema/oval-definitions-5\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"{id}\" version=\"1\">{content}</{kind.Split('#')[1]}_object>");
        return this;
    }

    public Definitions State(string id, string kind, string content, string attributes = "")
    {
        _states.Append($"<{kind.Split('#')[1]}_state xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5#{kind.Split('#')[0]}\" id=\"{id}\" version=\"1\" {attributes}>{content}</{kind.Split('#')[1]}_state>");
        return this;
    }

    public Definitions Constant(string id, params string[] values)
    {
        _variables.Append($"<constant_variable id=\"{id}\" version=\"1\" datatype=\"string\" comment=\"c\">{string.Concat(values.Select(value => $"<value>{value}</value>"))}</constant_variable>");
        return this;
    }

    public Definitions Local(string id, string function)
    {
        _variables.Append($"<local_variable id=\"{id}\" version=\"1\" datatype=\"string\" comment=\"c\">{function}</local_variable>");
        return this;
    }

    public Definitions External(string id)
    {
        _variables.Append($"<external_variable id=\"{id}\" version=\"1\" datatype=\"string\" comment=\"c\"/>");
        return this;
    }

    public string Xml() =>
        $"<oval_definitions xmlns=\"http://oval.mitre.org/XMLSchema/oval-definitions-5\"><generator/><definitions>{_definitions}</definitions><tests>{_tests}</tests><objects>{_objects}</objects><states>{_states}</states><variables>{_variables}</variables></oval_definitions>";

    public OvalDocument Document() => Parse(Xml());

    /// <summary>Words of all definitions on a system, by their id.</summary>
    public Dictionary<string, string> On(IOvalSystem system, OvalVariables? variables = null, OvalLimits? limits = null) =>
        Verdicts(system, variables, limits).ToDictionary(entry => entry.Key, entry => entry.Value.Word);

    public IReadOnlyDictionary<string, OvalVerdict> Verdicts(IOvalSystem system, OvalVariables? variables = null, OvalLimits? limits = null) =>
        OvalEvaluation.Run(Document(), system, variables, OvalOptions.Default with { Limits = limits ?? OvalLimits.Default }).Definitions;

    public static OvalDocument Parse(string xml, OvalLimits? limits = null) => OvalReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), limits);

    /// <summary>A file of the vectors.</summary>
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Vulnerabilities", "Oval", "TestData", file);

    public static OvalDocument ReadVector(string file)
    {
        using var content = System.IO.File.OpenRead(PathOf(file));
        return OvalReader.Read(content);
    }
}
