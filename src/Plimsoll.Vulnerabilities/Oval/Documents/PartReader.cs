using Plimsoll.Vulnerabilities.Oval.Logic;

namespace Plimsoll.Vulnerabilities.Oval.Documents;

/// <summary>Reads one definition, test, object, state or variable each; the reader stands at its element before, and at its end after.</summary>
/// <param name="xml">The document.</param>
/// <param name="count">Told of each part; refuses too many.</param>
internal sealed class PartReader(OvalXml xml, Action count)
{
    private static readonly Dictionary<string, string> NoBehaviors = [];

    private readonly Dictionary<(string Namespace, string Name), string> _kinds = [];

    /// <summary>The kind of the part, such as <c>linux:dpkginfo</c> of <c>dpkginfo_test</c>, <c>dpkginfo_object</c> and <c>dpkginfo_state</c>.</summary>
    public string Kind()
    {
        var key = (xml.Namespace, xml.Name);
        if (_kinds.TryGetValue(key, out var known)) return known;
        var schema = key.Namespace[(key.Namespace.IndexOf('#') + 1)..];
        var name = key.Name.LastIndexOf('_') is var end and > 0 ? key.Name[..end] : key.Name;
        return _kinds[key] = $"{schema}:{name}";
    }

    public OvalDefinition Definition()
    {
        var (id, @class) = (Id(), xml.Attribute("class") ?? "");
        string? title = null;
        Criteria? criteria = null;
        if (xml.IsEmpty) return new OvalDefinition(id, @class, title, criteria);
        var depth = xml.Depth;
        while (xml.MoveToNext(depth))
        {
            if (xml.Name == "metadata" && !xml.IsEmpty) title = Title();
            else if (xml.Name == "criteria") criteria = Criteria();
        }
        return new OvalDefinition(id, @class, title, criteria);
    }

    public OvalTest Test(string kind)
    {
        var (id, check, existence, how) = (Id(), Vocabulary.CheckOf(xml.Attribute("check"), Check.All), Vocabulary.ExistenceOf(xml.Attribute("check_existence")), Vocabulary.Operator(xml.Attribute("state_operator")));
        string? found = null;
        List<string>? states = null;
        if (!xml.IsEmpty)
        {
            var depth = xml.Depth;
            while (xml.MoveToNext(depth))
            {
                if (xml.Name == "object") found ??= xml.Attribute("object_ref");
                else if (xml.Name == "state" && xml.Attribute("state_ref") is { } state) (states ??= []).Add(state);
            }
        }
        return new OvalTest(id, kind, check, existence, how, found, states ?? (IReadOnlyList<string>)[]);
    }

    public OvalObject Object(string kind)
    {
        var id = Id();
        List<OvalEntity>? entities = null;
        List<OvalFilter>? filters = null;
        var behaviors = NoBehaviors;
        OvalSet? set = null;
        if (!xml.IsEmpty)
        {
            var depth = xml.Depth;
            while (xml.MoveToNext(depth))
            {
                count();
                switch (xml.Name)
                {
                    case "set":
                        set = Set();
                        break;
                    case "filter":
                        (filters ??= []).Add(Filter());
                        break;
                    case "behaviors":
                        behaviors = xml.Attributes();
                        break;
                    default:
                        // What a variable says of a property of an object is enough for one of its values.
                        if (xml.Name is not ("notes" or "Signature")) (entities ??= []).Add(Entity(Check.AtLeastOne));
                        break;
                }
            }
        }
        return new OvalObject(id, kind, entities ?? (IReadOnlyList<OvalEntity>)[], behaviors, set, filters ?? (IReadOnlyList<OvalFilter>)[]);
    }

    public OvalState State()
    {
        var (id, how) = (Id(), Vocabulary.Operator(xml.Attribute("operator")));
        List<OvalEntity>? entities = null;
        if (!xml.IsEmpty)
        {
            var depth = xml.Depth;
            while (xml.MoveToNext(depth))
            {
                count();
                if (xml.Name is not ("notes" or "Signature")) (entities ??= []).Add(Entity(Check.All));
            }
        }
        return new OvalState(id, how, entities ?? (IReadOnlyList<OvalEntity>)[]);
    }

    public OvalVariable Variable()
    {
        var (id, kind) = (Id(), xml.Name);
        List<string>? values = null;
        OvalFunction? function = null;
        if (kind == "constant_variable") values = [];
        if (!xml.IsEmpty)
        {
            var depth = xml.Depth;
            while (xml.MoveToNext(depth))
            {
                count();
                if (kind == "constant_variable" && xml.Name == "value") values!.Add(xml.Text());
                else if (kind == "local_variable" && xml.Name != "notes") function ??= Function();
            }
        }
        // A local variable without a function has no values, which is not the same as values from outside.
        return new OvalVariable(id, kind == "local_variable" && function is null ? [] : values, function);
    }

    private string Id() => xml.Attribute("id") ?? throw new InvalidDataException($"an element '{xml.Name}' has no id");

    private string? Title()
    {
        const int Longest = 300;
        string? title = null;
        var depth = xml.Depth;
        while (xml.MoveToNext(depth))
        {
            if (xml.Name == "title" && title is null) title = xml.Text().Trim();
        }
        return title is { Length: > Longest } ? title[..Longest] + "…" : title;
    }

    private Criteria Criteria()
    {
        var (how, negate) = (Vocabulary.Operator(xml.Attribute("operator")), Negates());
        var nodes = new List<CriteriaNode>();
        if (!xml.IsEmpty)
        {
            var depth = xml.Depth;
            while (xml.MoveToNext(depth))
            {
                count();
                if (xml.Name == "criteria") nodes.Add(Criteria());
                else if (xml.Name == "criterion") nodes.Add(new Criterion(xml.Attribute("test_ref") ?? "", Negates()));
                else if (xml.Name == "extend_definition") nodes.Add(new ExtendDefinition(xml.Attribute("definition_ref") ?? "", Negates()));
            }
        }
        return new Criteria(how, nodes, negate);
    }

    private OvalSet Set()
    {
        var how = Vocabulary.SetOperatorOf(xml.Attribute("set_operator"));
        List<OvalSet> sets = [];
        List<string> objects = [];
        List<OvalFilter> filters = [];
        if (!xml.IsEmpty)
        {
            var depth = xml.Depth;
            while (xml.MoveToNext(depth))
            {
                count();
                if (xml.Name == "set") sets.Add(Set());
                else if (xml.Name == "object_reference") objects.Add(xml.Text().Trim());
                else if (xml.Name == "filter") filters.Add(Filter());
            }
        }
        return new OvalSet(how, sets, objects, filters);
    }

    private OvalFilter Filter()
    {
        var includes = xml.Attribute("action") == "include";
        return new OvalFilter(xml.Text().Trim(), includes);
    }

    private OvalEntity Entity(Check variables)
    {
        var name = xml.Name;
        var (datatype, operation) = (Vocabulary.DatatypeOf(xml.Attribute("datatype")), Vocabulary.OperationOf(xml.Attribute("operation")));
        var (variable, isNil) = (xml.Attribute("var_ref"), xml.IsNil);
        var (variableCheck, entityCheck) = (Vocabulary.CheckOf(xml.Attribute("var_check"), variables), Vocabulary.CheckOf(xml.Attribute("entity_check"), Check.All));
        return new OvalEntity(name, xml.Text(), datatype, operation, variable, variableCheck, entityCheck, isNil);
    }

    private OvalFunction Function()
    {
        var (name, attributes) = (xml.Name, xml.Attributes());
        if (name == "literal_component") return new OvalFunction(name, attributes, xml.Text(), []);
        var parts = new List<OvalFunction>();
        if (!xml.IsEmpty)
        {
            var depth = xml.Depth;
            while (xml.MoveToNext(depth))
            {
                count();
                parts.Add(Function());
            }
        }
        return new OvalFunction(name, attributes, "", parts);
    }

    private bool Negates() => xml.Attribute("negate") is "true" or "1";
}
