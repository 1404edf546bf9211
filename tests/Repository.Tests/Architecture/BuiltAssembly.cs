using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Spawner.Repository.Tests.Architecture;

/// <summary>An assembly of this repository as the compiler left it: what its types and methods use.</summary>
internal sealed class BuiltAssembly : IDisposable
{
    private readonly AssemblyDefinition _assembly;

    private BuiltAssembly(string name) =>
        _assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>Top-level types that a person wrote: Orleans generates its own beside them.</summary>
    public IEnumerable<TypeDefinition> Types => _assembly.MainModule.Types
        .Where(type => type.Namespace.StartsWith("Spawner", StringComparison.Ordinal));

    /// <summary>Names of the assemblies that it references.</summary>
    public IEnumerable<string> References => _assembly.MainModule.AssemblyReferences.Select(reference => reference.Name);

    public static BuiltAssembly Read(string name) => new(name);

    public TypeDefinition Type(string name) => Types.SingleOrDefault(type => type.Name == name)
        ?? throw new ArgumentException($"{_assembly.Name.Name} has no type {name}: the rule that names it must follow.", nameof(name));

    /// <summary>Types that a type and those nested in it, such as the compiler's closures, use anywhere.</summary>
    public static IReadOnlySet<TypeReference> TypesUsedBy(TypeDefinition type)
    {
        var used = new UsedTypes();
        used.AddAllOf(type);
        return used.Found;
    }

    /// <summary>Methods that a method calls, and fields that it writes, as <c>Namespace.Type::Member</c>.</summary>
    public static IEnumerable<string> CalledOrWrittenBy(MethodDefinition method) => !method.HasBody
        ? []
        : method.Body.Instructions
            .Where(step => step.Operand is MethodReference || step.OpCode.Code is Mono.Cecil.Cil.Code.Stfld or Mono.Cecil.Cil.Code.Stsfld)
            .Select(step => NameOf((MemberReference)step.Operand));

    /// <summary>Every method of the assembly, those of nested types included.</summary>
    public IEnumerable<MethodDefinition> Methods => _assembly.MainModule.GetAllTypes().SelectMany(type => type.Methods);

    public static string NameOf(MemberReference member) => $"{member.DeclaringType.GetElementType().FullName}::{member.Name}";

    public void Dispose() => _assembly.Dispose();
}
