using Mono.Cecil;

namespace Spawner.Repository.Tests.Architecture;

/// <summary>Gathers the types that definitions mention: in signatures, attributes and code.</summary>
internal sealed class UsedTypes
{
    private readonly Dictionary<string, TypeReference> _found = [];

    public IReadOnlySet<TypeReference> Found => _found.Values.ToHashSet();

    public void AddAllOf(TypeDefinition type)
    {
        Add(type.BaseType);
        AddAttributes(type);
        foreach (var contract in type.Interfaces)
        {
            Add(contract.InterfaceType);
        }

        foreach (var field in type.Fields)
        {
            Add(field.FieldType);
            AddAttributes(field);
        }

        foreach (var property in type.Properties)
        {
            AddAttributes(property);
        }

        foreach (var method in type.Methods)
        {
            AddSignature(method);
            AddAttributes(method);
            AddCode(method);
        }

        foreach (var nested in type.NestedTypes)
        {
            AddAllOf(nested);
        }
    }

    private void AddCode(MethodDefinition method)
    {
        if (!method.HasBody)
        {
            return;
        }

        foreach (var variable in method.Body.Variables)
        {
            Add(variable.VariableType);
        }

        foreach (var step in method.Body.Instructions)
        {
            switch (step.Operand)
            {
                case TypeReference type:
                    Add(type);
                    break;
                case MethodReference called:
                    Add(called.DeclaringType);
                    AddSignature(called);
                    break;
                case FieldReference field:
                    Add(field.DeclaringType);
                    Add(field.FieldType);
                    break;
            }
        }
    }

    private void AddSignature(MethodReference method)
    {
        Add(method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            Add(parameter.ParameterType);
        }

        if (method is GenericInstanceMethod generic)
        {
            foreach (var argument in generic.GenericArguments)
            {
                Add(argument);
            }
        }
    }

    private void AddAttributes(ICustomAttributeProvider definition)
    {
        foreach (var attribute in definition.CustomAttributes)
        {
            Add(attribute.AttributeType);
        }
    }

    private void Add(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                break;
            case GenericInstanceType generic:
                Add(generic.ElementType);
                foreach (var argument in generic.GenericArguments)
                {
                    Add(argument);
                }

                break;
            case TypeSpecification wrapped:
                Add(wrapped.ElementType);
                break;
            default:
                // Its outermost type stands for a nested one.
                var outer = type;
                while (outer.DeclaringType is { } declaring)
                {
                    outer = declaring;
                }

                _found.TryAdd(outer.FullName, outer);
                break;
        }
    }
}
